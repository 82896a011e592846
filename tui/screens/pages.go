package screens

import (
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Failure is an error: what happened, what it means, what to do next.
type Failure struct {
	text.Explanation
	top int
}

func (f Failure) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return f, nil
	}
	if key.Matches(pressed, widget.EnterKey(""), widget.BackKey()) {
		return f, Back{}
	}
	f.top = widget.Move(pressed, f.top, f.Page(e).Highest(e.Room.H)+1, e.Room.H)
	return f, nil
}

func (f Failure) Page(e Env) widget.Page {
	p := widget.Page{Title: text.FailureTitle, Top: f.top}
	for _, part := range []struct{ title, text string }{
		{text.Happened, f.What}, {text.Means, f.Means}, {text.DoNext, f.Do},
	} {
		if part.text == "" {
			continue
		}
		p.Lines = append(p.Lines, " "+e.Theme.Danger.Render(part.title))
		p.Lines = append(p.Lines, text.Indent(text.Wrap(part.text, e.Room.W-4), 3)...)
	}
	return p
}

func (f Failure) Keys(Env) []key.Binding {
	return append([]key.Binding{widget.EnterKey(text.GoOn), widget.BackKey()}, widget.MoveKeys().All()...)
}

// HelpView lists the keys that work on the screen below, from the very
// bindings that it uses.
type HelpView struct {
	Of  []key.Binding
	top int
}

func (v HelpView) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	if key.Matches(pressed, widget.BackKey(), widget.HelpKey(true), widget.EnterKey("")) {
		return v, Back{}
	}
	v.top = widget.Move(pressed, v.top, v.Page(e).Highest(e.Room.H)+1, e.Room.H)
	return v, nil
}

func (v HelpView) Page(e Env) widget.Page {
	p := widget.Page{Title: text.HelpTitle, Context: e.Version, Top: v.top}
	next, _, _, _ := widget.BarKeys()
	for _, b := range append([]key.Binding{next}, v.Of...) {
		if b.Enabled() {
			p.Lines = append(p.Lines, "   "+e.Theme.Head.Render(text.Pad(b.Help().Key, 8))+b.Help().Desc)
		}
	}
	p.Lines = append(p.Lines, "")
	p.Lines = append(p.Lines, text.Indent(text.Wrap(text.HelpWords, e.Room.W-2), 1)...)
	return p
}

func (v HelpView) Keys(Env) []key.Binding {
	return append([]key.Binding{widget.Bind("esc", text.Close, "esc")}, widget.MoveKeys().All()...)
}

// LogView shows the log, its end first.
type LogView struct {
	up int // lines above the end
}

func (v LogView) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	if key.Matches(pressed, widget.BackKey(), widget.LogKey(true), widget.EnterKey("")) {
		return v, Back{}
	}
	highest := v.Page(e).Highest(e.Room.H)
	v.up = highest - widget.Move(pressed, highest-v.up, highest+1, e.Room.H)
	return v, nil
}

func (v LogView) Page(e Env) widget.Page {
	p := widget.Page{Title: text.LogTitle}
	for _, line := range e.Log {
		p.Lines = append(p.Lines, text.Indent(text.Wrap(line, e.Room.W-3), 1)...)
	}
	if len(p.Lines) == 0 {
		p.Lines = text.Indent(text.Wrap(text.LogEmpty, e.Room.W-3), 1)
	}
	p.Top = p.Highest(e.Room.H) - v.up
	return p
}

func (v LogView) Keys(Env) []key.Binding {
	return append([]key.Binding{widget.Bind("esc", text.Close, "esc")}, widget.MoveKeys().All()...)
}

// slip shows the hand-over slip for the person at the portal, as it lies on
// the stick.
type slip struct {
	work.SlipRead
	top int
}

func (s slip) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return s, nil
	}
	if key.Matches(pressed, widget.BackKey()) {
		return s, Back{}
	}
	highest := s.Page(e).Highest(e.Room.H)
	if key.Matches(pressed, widget.EnterKey("")) {
		if s.top >= highest {
			return s, Back{}
		}
		pressed = widget.Press("pgdown")
	}
	s.top = widget.Move(pressed, s.top, highest+1, e.Room.H)
	return s, nil
}

func (s slip) Page(e Env) widget.Page {
	p := widget.Page{Title: s.Title, Context: string(s.Id), Top: s.top}
	for line := range strings.Lines(s.Text) {
		line = strings.TrimRight(capability.Printable(line), " ")
		if line == "" {
			p.Lines = append(p.Lines, "")
			continue
		}
		p.Lines = append(p.Lines, text.Indent(text.Wrap(line, e.Room.W-2), 1)...)
	}
	if len(p.Lines) == 0 {
		p.Lines = text.Indent(text.Wrap(text.NoSlip, e.Room.W-2), 1)
	}
	return p
}

func (s slip) Keys(e Env) []key.Binding {
	does := text.GoOn
	if s.top < s.Page(e).Highest(e.Room.H) {
		does = text.ReadOn
	}
	return append([]key.Binding{widget.EnterKey(does), widget.BackKey()}, widget.MoveKeys().All()...)
}
