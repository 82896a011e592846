package tui

import (
	"time"

	"handback/capability"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// noticed is how long a notice is under the title.
const noticed = 2 * time.Second

// faded ends the notice of that number.
type faded int

func fade(n int) tea.Cmd {
	return tea.Tick(noticed, func(time.Time) tea.Msg { return faded(n) })
}

// notice says what a key came to. It gives way to the next key, or after a while.
func (m model) notice(news string) (model, tea.Cmd) {
	m.notices++
	m.Notice = news
	return m, m.fade(m.notices)
}

// unnoticed takes a notice away, unless another has taken its place.
func (m model) unnoticed(n faded) model {
	if int(n) == m.notices {
		m.Notice = ""
	}
	return m
}

// copied puts a text into the clipboard, if it is what a person can see.
func (m model) copied(words string) (model, tea.Cmd) {
	if words == "" || words != capability.PrintableLine(words) || len(words) > mostCopied {
		return m.notice(text.NotCopied.String())
	}
	return m, m.copy(words)
}
