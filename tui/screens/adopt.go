package screens

import (
	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// adoption shows what the portal's response changes on the device, after a
// return was opened on it and before anything is loaded.
type adoption struct {
	r   capability.Return
	top int
}

func (v adoption) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	highest := v.Page(e).Highest(e.Room.H)
	switch {
	case key.Matches(pressed, widget.BackKey()), key.Matches(pressed, widget.EnterKey("")) && v.top >= highest:
		return v, Back{}
	case key.Matches(pressed, widget.EnterKey("")):
		pressed = widget.Press("pgdown")
	}
	v.top = widget.Move(pressed, v.top, highest+1, e.Room.H)
	return v, nil
}

func (v adoption) Page(e Env) widget.Page {
	p := widget.Page{Title: text.AdoptTitle(v.r), Context: text.Context(v.r), Top: v.top}
	texts := []string{text.Adopted(v.r), ""}
	if readable(v.r) {
		texts = append(texts, differenceLines(v.r)...)
	} else {
		texts = append(texts, text.Opaque)
	}
	for _, t := range append(texts, "", text.AdoptGoOn) {
		if t == "" {
			p.Lines = append(p.Lines, "")
		}
		p.Lines = append(p.Lines, text.Indent(text.Wrap(t, e.Room.W-2), 1)...)
	}
	return p
}

func (v adoption) Keys(e Env) []key.Binding {
	does := text.GoOn
	if v.top < v.Page(e).Highest(e.Room.H) {
		does = text.ReadOn
	}
	return append([]key.Binding{widget.EnterKey(does), widget.BackKey()}, widget.MoveKeys().All()...)
}
