package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// logView shows the log, its end first.
type logView struct {
	up int // lines above the end
}

func (v logView) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	if key.Matches(pressed, backKey(), logKey(true), enterKey("")) {
		return v, back{}
	}
	highest := v.page(e).highest(e.room.h)
	v.up = highest - move(pressed, highest-v.up, highest+1, e.room.h)
	return v, nil
}

func (v logView) page(e env) page {
	p := page{title: logTitle}
	for _, line := range e.log {
		p.lines = append(p.lines, indent(wrap(line, e.room.w-3), 1)...)
	}
	if len(p.lines) == 0 {
		p.lines = indent(wrap(logEmptyText, e.room.w-3), 1)
	}
	p.top = p.highest(e.room.h) - v.up
	return p
}

func (v logView) keys(env) []key.Binding {
	return append([]key.Binding{bind("esc", closeText, "esc")}, moveKeys().all()...)
}
