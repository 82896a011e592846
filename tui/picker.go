package tui

import (
	"strings"

	"handback/capability"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// maxField bounds what is typed, in characters.
const maxField = 400

// newField is a field to type into. It does not blink: a view that changes by
// itself is in the way of whoever listens to it.
func newField() textinput.Model {
	f := textinput.New()
	f.CharLimit = maxField
	f.Cursor.SetMode(cursor.CursorStatic)
	f.Focus()
	return f
}

// fieldText is a field as text, with a bar where the next letter goes.
func fieldText(f textinput.Model, w int) string {
	typed := []rune(f.Value())
	at := min(f.Position(), len(typed))
	left := typed[:at]
	for len(left) > 0 && width(string(left)) > w-2 {
		left = left[1:]
	}
	return cut(capability.Printable(string(left))+"|"+capability.Printable(string(typed[at:])), w)
}

// picker chooses one of several paths, or one that is typed.
type picker struct {
	cursor string // the key of a row
	field  textinput.Model
	empty  bool // enter was pressed where nothing was typed
}

func newPicker(at string) picker { return picker{cursor: at, field: newField()} }

// at is the key of the row that the cursor stands on.
func (p picker) at(rows []row) string {
	keys := keysOf(rows)
	return keys[indexOf(keys, p.cursor)]
}

// path is the path of the row that the cursor stands on, be it typed; empty:
// nothing was typed yet.
func (p picker) path(rows []row) string {
	if at := p.at(rows); at != rowTyped {
		return at
	}
	return strings.TrimSpace(p.field.Value())
}

// update moves the cursor or types. It gives the path that was chosen, or "".
func (p picker) update(msg tea.KeyMsg, rows []row, h int) (picker, string) {
	keys := keysOf(rows)
	at := indexOf(keys, p.cursor)
	typing := keys[at] == rowTyped
	p.empty = false
	switch {
	case key.Matches(msg, enterKey("")):
		path := p.path(rows)
		p.empty = path == ""
		return p, path
	case typing && !key.Matches(msg, moveKeys().up, moveKeys().down):
		p.field, _ = p.field.Update(msg)
	case typing && msg.Type == tea.KeyRunes:
		p.field, _ = p.field.Update(msg)
	default:
		p.cursor = keys[move(msg, at, len(keys), h)]
	}
	return p, ""
}

// typed is the row with the field.
func (p picker) typed(label string, rows []row, w int) row {
	line := label
	if len(rows) == 0 || p.cursor == rowTyped || p.field.Value() != "" {
		line = label + " " + fieldText(p.field, w-5-width(label))
	}
	return row{rowTyped, []string{line}}
}
