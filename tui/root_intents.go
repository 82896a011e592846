package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// carryOut does what a screen wants.
func (m model) carryOut(want intent) (model, tea.Cmd) {
	switch want := want.(type) {
	case open:
		m.stack = append(slices.Clone(m.stack), want.screen)
	case swap:
		m.stack = append(slices.Clone(m.stack[:len(m.stack)-1]), want.screen)
	case back:
		return m.back()
	case restart:
		m.stack = append([]screen{home{}}, want.above...)
		return m.start(refreshJob(true))
	case run:
		return m.start(want.job)
	case handOn:
		m, look := m.back()
		m, then := m.toTop(want.msg)
		return m, tea.Batch(look, then)
	case tell:
		return m.toTop(want.msg)
	case halt:
		m.runner.stop()
	case typeLine:
		m.runner.typed(want.toLine)
	case both:
		m, first := m.carryOut(want.first)
		m, then := m.carryOut(want.then)
		return m, tea.Batch(first, then)
	}
	return m, nil
}

// back leaves the top screen. Home looks around when it is seen again.
func (m model) back() (model, tea.Cmd) {
	if len(m.stack) == 1 {
		return m, nil
	}
	m.stack = slices.Clone(m.stack[:len(m.stack)-1])
	if _, home := m.top().(home); home {
		return m.start(refreshJob(true))
	}
	return m, nil
}
