package tui

import (
	"github.com/charmbracelet/bubbles/key"
)

// display is all that is shown: the screens, and what stands around the top one.
type display struct {
	size  area
	env   env
	stack []screen // the top one last
	over  screen   // help, log or a question above all; nil: none
	bar   int      // the action chosen on the bar; -1: none
	shown *shown   // the job that is shown; nil: none, or a quiet one
	leave bool     // as soon as the job has ended
	pause bool     // the program is suspended as soon as it has
}

// newDisplay begins with Home.
func newDisplay(e env) display { return display{env: e, stack: []screen{home{}}, bar: -1} }

func (d display) top() screen { return d.stack[len(d.stack)-1] }

// View is the picture of the window, never larger than it.
func (d display) View() string {
	if d.size.tooSmall() {
		return tooSmall(d.size)
	}
	d.env.room = bodyRoom(d.size, len(d.footer()))
	footer := d.footer() // whose words depend on the room of the body
	shows := d.top()
	if d.over != nil {
		shows = d.over
	}
	p := shows.page(d.env)
	return frame(d.size, d.env.theme, header(d.size, d.env.theme, p), p, footer)
}

// footer is the job that runs, and the bar of actions.
func (d display) footer() []string {
	var lines []string
	if d.shown != nil {
		lines = d.shown.lines(d.env.theme, d.size.w, d.afterwards())
	}
	return append(lines, barLine(d.actions(), d.bar, d.size.w))
}

// afterwards is what is done when the job has ended; empty: nothing.
func (d display) afterwards() string {
	switch {
	case d.leave:
		return leavingText
	case d.pause:
		return pausingText
	}
	return ""
}

// typing reports whether letters are text now.
func (d display) typing() bool {
	top := d.top()
	if d.over != nil {
		top = d.over
	}
	t, ok := top.(typist)
	return ok && (d.over != nil || d.shown == nil) && t.typing(d.env)
}

// raw reports whether every key goes to the screen.
func (d display) raw() bool {
	top, ok := d.top().(interface{ raw(e env) bool })
	return ok && d.over == nil && top.raw(d.env)
}

// bindings are the keys that work now: the screen's, then those of the root.
func (d display) bindings() []key.Binding {
	letters := !d.typing()
	switch {
	case d.over != nil:
		return append(d.over.keys(d.env), quitKey(letters))
	case d.raw():
		return d.top().keys(d.env)
	case d.shown != nil:
		return []key.Binding{when(!d.leave, stopKey()), logKey(letters), helpKey(letters), quitKey(letters)}
	default:
		return append(d.top().keys(d.env), logKey(letters), helpKey(letters), quitKey(letters))
	}
}

// actions are the bindings that stand on the bar: all but those that move.
func (d display) actions() []key.Binding {
	var all []key.Binding
	for _, b := range d.bindings() {
		if b.Enabled() && !key.Matches(press(b.Keys()[0]), moveKeys().all()...) {
			all = append(all, b)
		}
	}
	return all
}
