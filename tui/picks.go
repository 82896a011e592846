package tui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// pick moves the cursor in a list of n rows, or tells what follows on a key:
// then of the row that was entered, or back, where an empty list leads as well.
func pick(msg tea.KeyMsg, cursor, n, h int, then func(row int) intent) (int, intent) {
	switch enter := key.Matches(msg, enterKey("")); {
	case key.Matches(msg, backKey()), enter && n == 0:
		return cursor, back{}
	case enter:
		return cursor, then(cursor)
	}
	return move(msg, cursor, max(1, n), h), nil
}
