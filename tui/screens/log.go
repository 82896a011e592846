package screens

import (
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

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
