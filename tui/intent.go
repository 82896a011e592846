package tui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"
)

// intent is what a screen wants of the root.
type intent interface {
	carryOut(m model) (model, tea.Cmd)
}

type (
	open    struct{ screen }         // on top of this screen
	swap    struct{ screen }         // in the place of this screen
	back    struct{}                 // to the screen below
	restart struct{ above []screen } // Home, and these on top of it
	work    struct{ job }            // run a job; its result comes to the top screen
	handOn  struct{ msg tea.Msg }    // back, and the message to the screen below
	tell    struct{ msg tea.Msg }    // the message to this screen, or the one that is on top by then
	halt    struct{}                 // tell the job that runs to end
	both    struct{ first, then intent }
)

func (i open) carryOut(m model) (model, tea.Cmd) {
	m.stack = append(slices.Clone(m.stack), i.screen)
	return m, nil
}

func (i swap) carryOut(m model) (model, tea.Cmd) {
	m.stack = append(slices.Clone(m.stack[:len(m.stack)-1]), i.screen)
	return m, nil
}

func (back) carryOut(m model) (model, tea.Cmd) {
	if len(m.stack) == 1 {
		return m, nil
	}
	m.stack = slices.Clone(m.stack[:len(m.stack)-1])
	if _, home := m.top().(home); home {
		return m.start(lookJob(true))
	}
	return m, nil
}

func (i restart) carryOut(m model) (model, tea.Cmd) {
	m.stack = append([]screen{home{}}, i.above...)
	return m.start(lookJob(true))
}

func (i work) carryOut(m model) (model, tea.Cmd) { return m.start(i.job) }

func (i handOn) carryOut(m model) (model, tea.Cmd) {
	m, look := back{}.carryOut(m)
	m, then := m.toTop(i.msg)
	return m, tea.Batch(look, then)
}

func (i tell) carryOut(m model) (model, tea.Cmd) { return m.toTop(i.msg) }

func (halt) carryOut(m model) (model, tea.Cmd) {
	m.runner.stop()
	return m, nil
}

// carryOut gives the job of the terminal view what was typed. A job that is so
// far behind that it takes no more loses it.
func (i toLine) carryOut(m model) (model, tea.Cmd) {
	if m.runner.latest == nil {
		return m, nil
	}
	select {
	case m.runner.latest.input <- i:
	default:
	}
	return m, nil
}

func (i both) carryOut(m model) (model, tea.Cmd) {
	m, first := i.first.carryOut(m)
	m, then := i.then.carryOut(m)
	return m, tea.Batch(first, then)
}
