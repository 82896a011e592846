package tui

import (
	"slices"

	"handback/tui/screens"
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
)

// carryOut does what a screen wants.
func (m model) carryOut(want screens.Intent) (model, tea.Cmd) {
	switch want := want.(type) {
	case screens.Open:
		m.Stack = append(slices.Clone(m.Stack), want.Screen)
	case screens.Swap:
		m.Stack = append(slices.Clone(m.Stack[:len(m.Stack)-1]), want.Screen)
	case screens.Back:
		return m.back()
	case screens.Restart:
		m.Stack = append([]screens.Screen{screens.Home{}}, want.Above...)
		return m.start(work.RefreshJob(true))
	case screens.Run:
		return m.start(want.Job)
	case screens.HandOn:
		m, look := m.back()
		m, then := m.toTop(want.Msg)
		return m, tea.Batch(look, then)
	case screens.Tell:
		return m.toTop(want.Msg)
	case screens.Halt:
		m.runner.Stop()
	case screens.TypeLine:
		m.runner.Typed(want.ToLine)
	case screens.Both:
		m, first := m.carryOut(want.First)
		m, then := m.carryOut(want.Then)
		return m, tea.Batch(first, then)
	}
	return m, nil
}

// back leaves the top screen. Home looks around when it is seen again.
func (m model) back() (model, tea.Cmd) {
	if len(m.Stack) == 1 {
		return m, nil
	}
	m.Stack = slices.Clone(m.Stack[:len(m.Stack)-1])
	if _, home := m.Top().(screens.Home); home {
		return m.start(work.RefreshJob(true))
	}
	return m, nil
}
