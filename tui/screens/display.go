package screens

import (
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
)

// Display is all that is shown: the screens, and what stands around the top one.
type Display struct {
	Size  widget.Area
	Env   Env
	Stack []Screen      // the top one last
	Over  Screen        // help, log or a question above all; nil: none
	Bar   int           // the action chosen on the bar; -1: none
	Shown *widget.Shown // the job that is shown; nil: none, or a quiet one
	Leave bool          // as soon as the job has ended
	Pause bool          // the program is suspended as soon as it has
}

// NewDisplay begins with Home.
func NewDisplay(e Env) Display { return Display{Env: e, Stack: []Screen{Home{}}, Bar: -1} }

func (d Display) Top() Screen { return d.Stack[len(d.Stack)-1] }

// View is the picture of the window, never larger than it.
func (d Display) View() string {
	if d.Size.TooSmall() {
		return widget.TooSmall(d.Size)
	}
	d.Env.Room = widget.BodyRoom(d.Size, len(d.Footer()))
	footer := d.Footer() // whose words depend on the room of the body
	shows := d.Top()
	if d.Over != nil {
		shows = d.Over
	}
	p := shows.Page(d.Env)
	return widget.Frame(d.Size, d.Env.Theme, widget.Header(d.Size, d.Env.Theme, p), p, footer)
}

// Footer is the job that runs, and the bar of actions.
func (d Display) Footer() []string {
	var lines []string
	if d.Shown != nil {
		lines = d.Shown.Lines(d.Env.Theme, d.Size.W, d.afterwards())
	}
	return append(lines, widget.BarLine(d.Actions(), d.Bar, d.Size.W))
}

// afterwards is what is done when the job has ended; empty: nothing.
func (d Display) afterwards() string {
	switch {
	case d.Leave:
		return text.Leaving
	case d.Pause:
		return text.Pausing
	}
	return ""
}

// Typing reports whether letters are text now.
func (d Display) Typing() bool {
	top := d.Top()
	if d.Over != nil {
		top = d.Over
	}
	t, ok := top.(typist)
	return ok && (d.Over != nil || d.Shown == nil) && t.Typing(d.Env)
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
	case d.Shown != nil:
		return []key.Binding{widget.When(!d.Leave, widget.StopKey()), widget.LogKey(letters), widget.HelpKey(letters), widget.QuitKey(letters)}
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
