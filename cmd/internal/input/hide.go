package input

// Hide has the terminal behind a stream show nothing of what is typed, until show
// is called. It does so before the question is written: a password that is typed
// faster than the terminal is told would be seen. A stream that is no terminal
// shows nothing, and is left alone.
func Hide(stream any) (show func(), err error) {
	terminal := Terminal(stream)
	if terminal == nil {
		return func() {}, nil
	}
	return hide(terminal)
}
