package input

import (
	"os"

	"golang.org/x/sys/windows"
)

// hide ends the echo; lines are still edited and ended as before.
func hide(terminal *os.File) (show func(), err error) {
	console := windows.Handle(terminal.Fd())
	var before uint32
	if err := windows.GetConsoleMode(console, &before); err != nil {
		return nil, err
	}
	if err := windows.SetConsoleMode(console, before&^windows.ENABLE_ECHO_INPUT); err != nil {
		return nil, err
	}
	return func() { _ = windows.SetConsoleMode(console, before) }, nil // a console that is gone shows nothing
}
