package screens

import (
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
)

// Display is all that is shown: the screens, and what stands around the top one.
type Display struct {
	Size       widget.Area
	Env        Env
	Stack      []Screen          // the top one last
	Over       Screen            // help, log or a question above all; nil: none
	Bar        int               // the action chosen on the bar; -1: none
	Job        *widget.JobStatus // the job that is shown; nil: none, or a quiet one
	Leaving    bool              // the program leaves as soon as the job has ended
	Suspending bool              // the program is suspended as soon as the job has ended
}

// NewDisplay begins with Home.
func NewDisplay(e Env) Display { return Display{Env: e, Stack: []Screen{Home{}}, Bar: -1} }

// Top is the screen that gets the results of jobs, and the keys while nothing
// stands above it.
func (d Display) Top() Screen { return d.Stack[len(d.Stack)-1] }

// shown is the screen whose page is in the window.
func (d Display) shown() Screen {
	if d.Over != nil {
		return d.Over
	}
	return d.Top()
}

// View is what the window shows, never larger than it.
func (d Display) View() string {
	if d.Size.TooSmall() {
		return widget.TooSmall(d.Size)
	}
	d.Env.Room = widget.BodyRoom(d.Size, len(d.Footer()))
	footer := d.Footer() // depends on the room of the body
	p := d.shown().Page(d.Env)
	return widget.Frame(d.Size, d.Env.Theme, widget.Header(d.Size, d.Env.Theme, p), p, footer)
}

// Footer is the job that runs, and the bar of actions.
func (d Display) Footer() []string {
	var lines []string
	if d.Job != nil {
		lines = d.Job.Lines(d.Env.Theme, d.Size.W, d.afterwards())
	}
	return append(lines, widget.Footer(d.Env.Theme, d.Actions(), d.Bar, d.Size.W))
}

// afterwards is what is done when the job has ended; empty: nothing.
func (d Display) afterwards() string {
	switch {
	case d.Leaving:
		return text.Leaving
	case d.Suspending:
		return text.Pausing
	}
	return ""
}

// Typing reports whether letters are text now.
func (d Display) Typing() bool {
	t, ok := d.shown().(typist)
	return ok && (d.Over != nil || d.Job == nil) && t.Typing(d.Env)
}

// Raw reports whether every key goes to the screen.
func (d Display) Raw() bool {
	top, ok := d.Top().(interface{ Raw(e Env) bool })
	return ok && d.Over == nil && top.Raw(d.Env)
}

// Bindings are the keys that work now: the screen's, then those of the root.
func (d Display) Bindings() []key.Binding {
	letters := !d.Typing()
	switch {
	case d.Over != nil:
		return append(d.Over.Keys(d.Env), widget.QuitKey(letters))
	case d.Raw():
		return d.Top().Keys(d.Env)
	case d.Job != nil:
		return []key.Binding{widget.When(!d.Leaving, widget.StopKey()), widget.LogKey(letters), widget.HelpKey(letters), widget.QuitKey(letters)}
	default:
		return append(d.Top().Keys(d.Env), widget.LogKey(letters), widget.HelpKey(letters), widget.QuitKey(letters))
	}
}

// Actions are the bindings that stand on the bar: all but those that move.
func (d Display) Actions() []key.Binding {
	var all []key.Binding
	for _, b := range d.Bindings() {
		if b.Enabled() && !key.Matches(widget.Press(b.Keys()[0]), widget.MoveKeys().All()...) {
			all = append(all, b)
		}
	}
	return all
}
