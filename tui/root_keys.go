package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// pressed takes a message of keys, one key after the other.
func (m model) pressed(msg tea.KeyMsg) (model, tea.Cmd) {
	var all []tea.Cmd
	for _, one := range single(msg) {
		next, cmd := m.pressedOne(one)
		m, all = next, append(all, cmd)
	}
	return m, tea.Batch(all...)
}

func (m model) pressedOne(msg tea.KeyMsg) (model, tea.Cmd) {
	if key.Matches(msg, suspendKey()) && !m.raw() {
		return m.suspend()
	}
	if m.size.tooSmall() && !key.Matches(msg, quitKey(true)) {
		return m, nil
	}
	if m.early != nil && !key.Matches(msg, quitKey(true)) {
		m.early = append(m.early, msg)[:min(len(m.early)+1, maxEarly)]
		return m, nil
	}
	if m.raw() {
		return m.toTop(msg)
	}
	msg = withoutRowEnds(msg)
	if next, cmd, taken := m.pressedBar(msg); taken {
		return next, cmd
	}
	m.bar = -1
	letters := !m.typing()
	switch {
	case key.Matches(msg, quitKey(letters)):
		return m.quit()
	case m.over != nil:
		return m.toOver(msg)
	case key.Matches(msg, helpKey(letters)):
		m.over = helpView{of: m.bindings()}
		return m, nil
	case key.Matches(msg, logKey(letters)):
		m.over, m.env.log = logView{}, m.runner.log.lines()
		return m, nil
	case m.shown != nil:
		if key.Matches(msg, stopKey()) {
			m.runner.stop()
		}
		return m, nil
	}
	return m.toTop(msg)
}

// maxEarly bounds the keys that wait for the first look around.
const maxEarly = 64

// pressedEarly takes the keys that were pressed before anything was known of
// what is there.
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

// toOver gives a key to help, log or a question; back closes them.
func (m model) toOver(msg tea.KeyMsg) (model, tea.Cmd) {
	next, want := m.over.update(m.env, msg)
	m.over = next
	if want != nil {
		m.over = nil
	}
	return m, nil
}

// pressedBar walks along the bar of actions, and does the chosen one.
func (m model) pressedBar(msg tea.KeyMsg) (model, tea.Cmd, bool) {
	next, previous, right, left := barKeys()
	onBar := m.bar >= 0
	actions := m.actions()
	switch {
	case len(actions) == 0:
		return m, nil, false
	case key.Matches(msg, next), onBar && key.Matches(msg, right):
		m.bar = (m.bar + 1) % len(actions)
	case key.Matches(msg, previous), onBar && key.Matches(msg, left):
		m.bar = (max(m.bar, 0) - 1 + len(actions)) % len(actions)
	case onBar && key.Matches(msg, backKey()):
		m.bar = -1
	case onBar && key.Matches(msg, enterKey("")):
		chosen := actions[min(m.bar, len(actions)-1)]
		m.bar = -1
		after, cmd := m.pressedOne(press(chosen.Keys()[0]))
		return after, cmd, true
	default:
		return m, nil, false
	}
	return m, nil, true
}

// quit leaves at once, or when the job that runs has come to its end. Asked
// twice it does not wait here; Run still does, for a while.
func (m model) quit() (model, tea.Cmd) {
	if m.shown == nil || m.leave {
		return m, tea.Quit
	}
	m = m.unasked()
	m.leave, m.pause = true, false
	if !m.shown.whole {
		m.runner.stop()
	}
	return m, nil
}
