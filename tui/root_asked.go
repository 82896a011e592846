package tui

import (
	"handback/tui/screens"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
)

// asked shows the question above all else.
func (m model) asked(q work.Asked) (model, tea.Cmd) {
	if !m.current(q.Number) {
		close(q.Reply)
		return m, nil
	}
	m.Over, m.Bar = screens.NewAnswer(q), -1
	return m, m.runner.Latest.Wait
}

// unasked takes a question off the screen that stands there without an answer.
func (m model) unasked() model {
	if a, open := m.Over.(screens.Answer); open {
		a.Leave()
		m.Over = nil
	}
	return m
}
