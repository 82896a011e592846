package screens

import (
	"errors"
	"slices"
	"strings"

	"handback/capability"
	"handback/device"
	"handback/device/console"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// scroll moves a page on a key, or leaves it on one of the closing keys. It
// returns the line that comes first.
func scroll(e Env, msg tea.Msg, p widget.Page, closing ...key.Binding) (int, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	switch {
	case !ok:
		return p.Top, nil
	case key.Matches(pressed, closing...):
		return p.Top, Back{}
	}
	return widget.Move(pressed, p.Top, p.Highest(e.Room.H)+1, e.Room.H), nil
}

// read moves a page on a key. Enter goes on to what was not in sight yet, and
// leaves the page at its end.
func read(e Env, msg tea.Msg, p widget.Page) (int, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if ok && key.Matches(pressed, widget.EnterKey("")) {
		if p.Top >= p.Highest(e.Room.H) {
			return p.Top, Back{}
		}
		msg = widget.Press("pgdown")
	}
	return scroll(e, msg, p, widget.BackKey())
}

// readKeys are the bindings of a page that is read.
func readKeys(atEnd bool) []key.Binding {
	does := text.ReadOn.String()
	if atEnd {
		does = text.GoOn.String()
	}
	return widget.WithMoves(widget.EnterKey(does), widget.BackKey())
}

// Failure is an error: what happened, what it means, what to do next.
type Failure struct {
	text.Explanation
	reach bool // another way to reach the device may help
	top   int
}

// Failed tells an error. Where the device answers in another way than it was spoken to,
// that can be chosen from there.
func Failed(err error) Failure {
	silent, _ := errors.AsType[*device.SilentError](err)
	legible := silent != nil && silent.Heard.Legible()
	return Failure{
		Explanation: text.Explain(err),
		reach:       legible || errors.Is(err, console.ErrOtherShell) || errors.Is(err, console.ErrNoConsole),
	}
}

// Update implements [Screen].
func (f Failure) Update(e Env, msg tea.Msg) (Screen, Intent) {
	if pressed, ok := msg.(tea.KeyMsg); ok && f.reaches(e) && key.Matches(pressed, reachKey(true)) {
		return f, Both{Back{}, openReach(e)}
	}
	var then Intent
	f.top, then = scroll(e, msg, f.Page(e), widget.EnterKey(""), widget.BackKey())
	return f, then
}

func (f Failure) reaches(e Env) bool { return f.reach && e.HasLines }

// Page implements [Screen].
func (f Failure) Page(e Env) widget.Page {
	const named = 17 // cells for what a part is
	p := widget.Page{Title: text.FailureTitle.String(), Top: f.top}
	for _, part := range []struct{ title, text string }{
		{text.Happened.String(), f.What}, {text.Means.String(), f.Means}, {text.DoNext.String(), f.Do},
	} {
		switch {
		case part.text == "":
		case !e.Room.Borders():
			p.Lines = append(p.Lines, " "+e.Theme.Danger.Render(part.title))
			p.Lines = append(p.Lines, text.Indent(text.Wrap(part.text, e.Room.W-4), 3)...)
		default:
			lines := text.Indent(text.Wrap(part.text, e.boxed().Room.W-named-2), named)
			lines[0] = " " + e.Theme.Heading.Render(text.Fit(part.title, named-1)) + lines[0][named:]
			p.Lines = append(p.Lines, lines...)
		}
	}
	if e.Room.Borders() {
		p.Box = &widget.Panel{Title: text.FailureMark + text.FailureTitle.String(), Border: e.Theme.Danger}
	}
	return p
}

// Keys implements [Screen].
func (f Failure) Keys(e Env) []key.Binding {
	keys := readKeys(true)
	if f.reaches(e) {
		keys = slices.Insert(keys, 1, reachKey(true))
	}
	return keys
}

// closeKeys are the bindings of a page above all screens.
func closeKeys() []key.Binding {
	return widget.WithMoves(widget.Bind("esc", text.Close.String(), "esc"))
}

// sheet shows a page of text: the hand-over slip for the person at the portal,
// as it lies on the stick, or lines to type.
type sheet struct {
	work.PageRead
	top int
}

// Update implements [Screen].
func (s sheet) Update(e Env, msg tea.Msg) (Screen, Intent) {
	var then Intent
	s.top, then = read(e, msg, s.Page(e))
	return s, then
}

// Page implements [Screen].
func (s sheet) Page(e Env) widget.Page {
	p := widget.Page{Title: s.Title, In: string(s.ID), Top: s.top}
	for line := range strings.Lines(s.Text) {
		p.Lines = append(p.Lines, e.lineOrBlank(strings.TrimRight(capability.Printable(line), " "))...)
	}
	if len(p.Lines) == 0 {
		p.Lines = e.paragraph(text.NoSlip.String())
	}
	return p
}

// Keys implements [Screen].
func (s sheet) Keys(e Env) []key.Binding { return readKeys(s.top >= s.Page(e).Highest(e.Room.H)) }

// whichWay says which way of a return is better: started on the device or in the
// portal, by hand or by program.
type whichWay struct{ top int }

// Update implements [Screen].
func (v whichWay) Update(e Env, msg tea.Msg) (Screen, Intent) {
	var then Intent
	v.top, then = read(e, msg, v.Page(e))
	return v, then
}

// Page implements [Screen].
func (v whichWay) Page(e Env) widget.Page {
	return widget.Page{Title: text.WhichWayTitle.String(), Top: v.top, Lines: text.Indent(text.WaysPage(e.Room.W-2), 1)}
}

// Keys implements [Screen].
func (v whichWay) Keys(e Env) []key.Binding { return readKeys(v.top >= v.Page(e).Highest(e.Room.H)) }
