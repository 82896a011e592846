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
