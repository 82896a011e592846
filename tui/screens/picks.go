package screens

import (
	"handback/tui/widget"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// pick moves the cursor in a list of n rows, or tells what follows on a key:
// then of the row that was entered, or back, where an empty list leads as well.
func pick(msg tea.KeyMsg, cursor, n, h int, then func(row int) Intent) (int, Intent) {
	switch enter := key.Matches(msg, widget.EnterKey("")); {
	case key.Matches(msg, widget.BackKey()), enter && n == 0:
		return cursor, Back{}
	case enter:
		return cursor, then(cursor)
	}
	return widget.Move(msg, cursor, max(1, n), h), nil
}
