package tui

import (
	"handback/tui/screens"
	"handback/tui/text"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// pressed takes a message of keys, one key after the other.
func (m model) pressed(msg tea.KeyMsg) (model, tea.Cmd) {
	var all []tea.Cmd
	for _, one := range widget.SingleKeys(msg) {
		next, cmd := m.pressedOne(one)
		m, all = next, append(all, cmd)
	}
	return m, tea.Batch(all...)
}

// pressedOne takes a key, and says so when it does nothing.
func (m model) pressedOne(msg tea.KeyMsg) (model, tea.Cmd) {
	m.Notice = ""
	next, cmd := m.taken(msg)
	if cmd != nil || m.knows(msg) || next.View() != m.View() {
		return next, cmd
	}
	if msg.Paste {
		return next.notice(text.NoPaste.String())
	}
	return next.notice(text.NoUse(widget.KeyName(msg)))
}

// knows reports whether a key means something now, even where it changes nothing:
// as a letter of a field, or as a step at the end of a list.
func (m model) knows(msg tea.KeyMsg) bool {
	next, previous, _, _ := widget.BarKeys()
	return m.early != nil || m.Raw() || m.Typing() || m.Size.TooSmall() ||
		key.Matches(msg, append(m.Bindings(), next, previous, suspendKey())...)
}

// taken gives a key to what it is for.
func (m model) taken(msg tea.KeyMsg) (model, tea.Cmd) {
	if key.Matches(msg, suspendKey()) && !m.Raw() {
		return m.suspend()
	}
	if m.Size.TooSmall() && !key.Matches(msg, widget.QuitKey(true)) {
		return m, nil
	}
	if m.early != nil && !key.Matches(msg, widget.QuitKey(true)) {
		m.early = append(m.early, msg)[:min(len(m.early)+1, maxEarly)]
		return m, nil
	}
	if m.Raw() {
		return m.toTop(msg)
	}
	msg = widget.WithoutRowEnds(msg)
	if next, cmd, taken := m.pressedBar(msg); taken {
		return next, cmd
	}
	m.Bar = -1
	letters := !m.Typing()
	switch {
	case key.Matches(msg, widget.QuitKey(letters)):
		return m.quit()
	case m.Over != nil:
		return m.toOver(msg)
	case key.Matches(msg, widget.HelpKey(letters)):
		m.Over = screens.Help{Of: m.Title(), Bindings: m.Bindings()}
		return m, nil
	case key.Matches(msg, widget.LogKey(letters)):
		m.Over, m.Env.Log = screens.Log{}, m.runner.Log()
		return m, nil
	case m.Job != nil:
		if key.Matches(msg, widget.StopKey()) {
			m.runner.Stop()
		}
		return m, nil
	}
	return m.toTop(msg)
}

// maxEarly bounds the keys that wait for the first look around.
const maxEarly = 64

// pressedEarly takes the keys that were pressed before the first look around was
// over.
func (m model) pressedEarly() (model, tea.Cmd) {
	var all []tea.Cmd
	early := m.early
	m.early = nil
	for _, one := range early {
		next, cmd := m.pressedOne(one)
		m, all = next, append(all, cmd)
	}
	return m, tea.Batch(all...)
}

// toOver gives a key to help, log or a question. Any intent of theirs closes
// them.
func (m model) toOver(msg tea.KeyMsg) (model, tea.Cmd) {
	next, want := m.Over.Update(m.Env, msg)
	m.Over = next
	if want != nil {
		m.Over = nil
	}
	return m, nil
}

// pressedBar walks along the bar of actions, and does the chosen one.
func (m model) pressedBar(msg tea.KeyMsg) (model, tea.Cmd, bool) {
	next, previous, right, left := widget.BarKeys()
	onBar := m.Bar >= 0
	actions := m.Actions()
	switch {
	case len(actions) == 0, m.Fields():
		return m, nil, false
	case key.Matches(msg, next), onBar && key.Matches(msg, right):
		m.Bar = (m.Bar + 1) % len(actions)
	case key.Matches(msg, previous), onBar && key.Matches(msg, left):
		m.Bar = (max(m.Bar, 0) - 1 + len(actions)) % len(actions)
	case onBar && key.Matches(msg, widget.BackKey()):
		m.Bar = -1
	case onBar && key.Matches(msg, widget.EnterKey("")):
		chosen := actions[min(m.Bar, len(actions)-1)]
		m.Bar = -1
		after, cmd := m.pressedOne(widget.Press(chosen.Keys()[0]))
		return after, cmd, true
	default:
		return m, nil, false
	}
	return m, nil, true
}

// quit leaves at once where nothing runs, or only what looks: that is stopped. A job
// that must be whole comes to its end first. Asked twice it is stopped as well, where
// that is safe; Run waits for that, for a while.
func (m model) quit() (model, tea.Cmd) {
	if m.Job == nil {
		return m, tea.Quit
	}
	m = m.unasked()
	if m.Leaving || !m.Job.Whole {
		m.runner.Stop()
		return m, tea.Quit
	}
	m.Leaving, m.Suspending = true, false
	return m, nil
}
