package tui

import tea "github.com/charmbracelet/bubbletea"

// asked shows the question above all else.
func (m model) asked(q asked) (model, tea.Cmd) {
	if !m.current(q.number) {
		close(q.reply)
		return m, nil
	}
	m.over, m.bar = newAnswer(q), -1
	return m, m.runner.latest.wait
}

// unasked takes a question off the screen that stands there without an answer.
func (m model) unasked() model {
	if a, open := m.over.(answer); open {
		a.leave()
		m.over = nil
	}
	return m
}
