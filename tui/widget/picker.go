package widget

import (
	"strings"

	"handback/capability"
	"handback/tui/text"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// maxField bounds what is typed, in characters.
const maxField = 400

// NewField is a field to type into. It does not blink: a view that changes by
// itself is in the way of whoever listens to it.
func NewField() textinput.Model {
	f := textinput.New()
	f.CharLimit = maxField
	f.Cursor.SetMode(cursor.CursorStatic)
	f.Focus()
	return f
}

// FieldText is a field as text, with a bar where the next letter goes.
func FieldText(f textinput.Model, w int) string {
	typed := []rune(f.Value())
	at := min(f.Position(), len(typed))
	left := typed[:at]
	for len(left) > 0 && text.Width(string(left)) > w-2 {
		left = left[1:]
	}
	return text.Cut(capability.Printable(string(left))+"|"+capability.Printable(string(typed[at:])), w)
}

// Picker chooses one of several paths, or one that is typed.
type Picker struct {
	cursor string // the key of a row
	field  textinput.Model
	Empty  bool // enter was pressed where nothing was typed
}

func NewPicker(at string) Picker { return Picker{cursor: at, field: NewField()} }

// At is the key of the row that the cursor stands on.
func (p Picker) At(rows []Row) string {
	keys := KeysOf(rows)
	return keys[IndexOf(keys, p.cursor)]
}

// Path is the path of the row that the cursor stands on, be it typed; empty:
// nothing was typed yet.
func (p Picker) Path(rows []Row) string {
	if at := p.At(rows); at != RowTyped {
		return at
	}
	return strings.TrimSpace(p.field.Value())
}

// Update moves the cursor or types. It gives the path that was chosen, or "".
func (p Picker) Update(msg tea.KeyMsg, rows []Row, h int) (Picker, string) {
	keys := KeysOf(rows)
	at := IndexOf(keys, p.cursor)
	typing := keys[at] == RowTyped
	p.Empty = false
	switch {
	case key.Matches(msg, EnterKey("")):
		path := p.Path(rows)
		p.Empty = path == ""
		return p, path
	case typing && !key.Matches(msg, MoveKeys().Up, MoveKeys().Down):
		p.field, _ = p.field.Update(msg)
	case typing && msg.Type == tea.KeyRunes:
		p.field, _ = p.field.Update(msg)
	default:
		p.cursor = keys[Move(msg, at, len(keys), h)]
	}
	return p, ""
}

// Typed is the row with the field.
func (p Picker) Typed(label string, rows []Row, w int) Row {
	line := label
	if len(rows) == 0 || p.cursor == RowTyped || p.field.Value() != "" {
		line = label + " " + FieldText(p.field, w-5-text.Width(label))
	}
	return Row{RowTyped, []string{line}}
}
