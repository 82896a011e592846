package tui

import (
	"io"

	"handback/tui/screens"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

func suspendKey() key.Binding { return widget.Bind("ctrl+z", "", "ctrl+z") }

// What others did to the program by a signal.
type (
	suspendAsked struct{} // it shall stop for a while
	wentOn       struct{} // it was stopped unasked and goes on; the terminal is not as it was
)

// suspend gives the terminal back and stops the program until its shell has it
// go on. A job comes to a safe point first; one that waits for an answer is at
// one.
func (m model) suspend() (model, tea.Cmd) {
	_, answering := m.Over.(screens.Answer)
	switch {
	case m.stopSelf == nil || m.Leave:
		return m, nil
	case m.Shown == nil || answering:
		m.Pause = false
		return m, outside(m.stopSelf)
	case !m.Shown.Whole:
		m.runner.Stop()
	}
	m.Pause = true
	return m, nil
}

// outside does something while the terminal is as it was before the screens,
// which are drawn anew then.
func outside(do func() error) tea.Cmd { return tea.Exec(meanwhile(do), nil) }

// redraw takes the terminal anew.
func redraw() tea.Cmd { return outside(func() error { return nil }) }

// meanwhile is what is done outside of the screens. It reads and writes
// nothing there.
type meanwhile func() error

// Run implements tea.ExecCommand, as the others do.
func (do meanwhile) Run() error { return do() }

func (meanwhile) SetStdin(io.Reader)  {}
func (meanwhile) SetStdout(io.Writer) {}
func (meanwhile) SetStderr(io.Writer) {}
