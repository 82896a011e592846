package tui

import (
	"io"

	"handback/tui/screens"
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

func suspendKey() key.Binding { return widget.Bind("ctrl+z", "", "ctrl+z") }

// What a signal did to the program.
type (
	suspendAsked struct{} // it has to stop for a while
	wentOn       struct{} // it was stopped by SIGSTOP and goes on; the terminal has changed
)

// suspend gives the terminal back and stops the program until its shell
// continues it. A job comes to a safe point first; one that waits for an answer
// is at one.
func (m model) suspend() (model, tea.Cmd) {
	_, answering := m.Over.(screens.Answer)
	switch {
	case m.stopSelf == nil || m.Leaving || m.Env.Bench.Working() > 0:
		return m, nil
	case m.Job == nil || answering:
		m.Suspending = false
		return m, outside(m.stopSelf)
	case !m.Job.Whole:
		m.runner.Stop()
	}
	m.Suspending = true
	return m, nil
}

// outside does something while the terminal is as it was before the screens, and
// draws them again afterwards.
func outside(do func() error) tea.Cmd { return tea.Exec(meanwhile(do), nil) }

// redraw takes the terminal again.
func redraw() tea.Cmd { return outside(func() error { return nil }) }

// meanwhile is what is done while the screens are away. It reads and writes
// nothing on the terminal.
type meanwhile func() error

// Run implements [tea.ExecCommand]; so do the others.
func (do meanwhile) Run() error { return do() }

func (meanwhile) SetStdin(io.Reader)  {}
func (meanwhile) SetStdout(io.Writer) {}
func (meanwhile) SetStderr(io.Writer) {}
