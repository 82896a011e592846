package tui

import (
	"strings"

	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// slip shows the hand-over slip for the person at the portal, as it lies on
// the stick.
type slip struct {
	slipRead
	top int
}

func (s slip) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return s, nil
	}
	if key.Matches(pressed, backKey()) {
		return s, back{}
	}
	highest := s.page(e).highest(e.room.h)
	if key.Matches(pressed, enterKey("")) {
		if s.top >= highest {
			return s, back{}
		}
		pressed = press("pgdown")
	}
	s.top = move(pressed, s.top, highest+1, e.room.h)
	return s, nil
}

func (s slip) page(e env) page {
	p := page{title: s.title, context: string(s.id), top: s.top}
	for line := range strings.Lines(s.text) {
		line = strings.TrimRight(capability.Printable(line), " ")
		if line == "" {
			p.lines = append(p.lines, "")
			continue
		}
		p.lines = append(p.lines, indent(wrap(line, e.room.w-2), 1)...)
	}
	if len(p.lines) == 0 {
		p.lines = indent(wrap(noSlipText, e.room.w-2), 1)
	}
	return p
}

func (s slip) keys(e env) []key.Binding {
	does := goOnText
	if s.top < s.page(e).highest(e.room.h) {
		does = readOnText
	}
	return append([]key.Binding{enterKey(does), backKey()}, moveKeys().all()...)
}
