package screens

import (
	"handback/tui/text"
	"handback/tui/widget"

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
