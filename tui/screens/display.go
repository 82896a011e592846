package screens

import (
	"handback/capability"
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
	Notice     string            // what the last key came to, under the title for a moment; empty: nothing to say
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
	view, _ := d.Frame()
	return view
}

// Frame is what the window shows, and where the terminal's cursor belongs in it.
func (d Display) Frame() (view string, cursor widget.Spot) {
	if d.Size.TooSmall() {
		return widget.TooSmall(d.Size), widget.Spot{}
	}
	job := d.jobLines()
	d.Env.Room = widget.BodyRoom(d.Size, len(job)+1)
	footer := append(job, d.bar())
	var notice []string
	if d.Notice != "" {
		notice = []string{" " + d.Env.Theme.Accent.Render(text.Cut(d.Notice, d.Size.W-2))}
		d.Env.Room.H -= len(notice)
	}
	p := d.page()
	p.Above = append(notice, p.Above...)
	if p.Context == "" {
		p.Context = d.Env.around()
	}
	return widget.Frame(d.Size, d.Env.Theme, widget.Header(d.Size, d.Env.Theme, p), p, footer)
}

// Title names the screen that is in the window.
func (d Display) Title() string { return d.shown().Page(d.Env).Title }

// page is what is shown, with the job that runs in the place of the act panel, or where
// the screen has none in a panel below.
func (d Display) page() widget.Page {
	if !d.jobHasPanel() {
		return d.shown().Page(d.Env)
	}
	job := d.job()
	doing := func(w int) []string { return job.Panel(d.Env.Theme, w, d.afterwards()) }
	if s, hasActs := d.shown().(steps); hasActs {
		if capability.Next(s.Return).Need == capability.NeedsDevice {
			job.Title = text.Printable(" · ", job.Title, text.Device(s.Return.Device))
		}
		d.Env.Doing = doing
		return d.shown().Page(d.Env)
	}
	below := doing(d.Size.W)
	d.Env.Room.H -= len(below)
	p := d.shown().Page(d.Env)
	p.Below = append(p.Below, below...)
	return p
}

func (d Display) jobHasPanel() bool {
	return d.Job != nil && widget.BodyRoom(d.Size, 1).Borders()
}

// Footer is the bar of actions, and over it the job that runs where that has no panel.
func (d Display) Footer() []string { return append(d.jobLines(), d.bar()) }

// jobLines are the job that runs, where that has no panel.
func (d Display) jobLines() []string {
	if d.Job == nil || d.jobHasPanel() {
		return nil
	}
	return d.job().Lines(d.Env.Theme, d.Size.W, d.afterwards())
}

// job is the job that runs, which waits while it asks.
func (d Display) job() widget.JobStatus {
	job := *d.Job
	_, job.Asks = d.Over.(Answer)
	return job
}

func (d Display) bar() string {
	return widget.Footer(d.Env.Theme, d.Actions(), d.Bar, d.Size.W)
}

// afterwards is what is done when the job has ended; empty: nothing.
func (d Display) afterwards() string {
	switch {
	case d.Leaving:
		return text.Leaving.String()
	case d.Suspending:
		return text.Pausing.String()
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
		quit := widget.QuitKey(letters)
		if d.Leaving {
			quit = widget.LeaveKey(letters)
		}
		return []key.Binding{widget.StopKey(), widget.LogKey(letters), widget.HelpKey(letters), quit}
	default:
		return append(d.Top().Keys(d.Env), widget.LogKey(letters), widget.HelpKey(letters), widget.QuitKey(letters))
	}
}

// Actions are the bindings that stand on the bar: all but those that move.
func (d Display) Actions() []key.Binding {
	var all []key.Binding
	next, previous := widget.FieldKeys()
	moves := append(widget.MoveKeys().All(), next, previous)
	for _, b := range d.Bindings() {
		if b.Enabled() && !key.Matches(widget.Press(b.Keys()[0]), moves...) {
			all = append(all, b)
		}
	}
	return all
}
