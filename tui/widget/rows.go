package widget

import (
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// Row is a thing that the cursor can stand on, or a heading that it can't.
type Row struct {
	Key   string   // stays the same when the list changes; empty: a heading
	Lines []string // at least one; those of a row with a key have no style yet
}

// RowTyped begins the key of a row in which a path is typed; it may stand alone.
const RowTyped = "typed "

// RowLines lays rows out with the cursor before one, and gives the line that must
// come first so that the cursor is seen.
func RowLines(l theme.Theme, rows []Row, cursor string, h int) (lines []string, top int) {
	for _, r := range rows {
		if r.Key == "" {
			lines = append(lines, r.Lines...)
			continue
		}
		here := r.Key == cursor
		first := len(lines)
		for i, line := range r.Lines {
			line = capability.PrintableLine(line)
			switch {
			case here && i == 0:
				line = l.Next.Render(" > " + line)
			case here:
				line = l.Next.Render("   " + line)
			default:
				line = "   " + line
			}
			lines = append(lines, line)
		}
		if here {
			top = around(first, len(lines)-1, h)
		}
	}
	return lines, top
}

// height is how many lines rows take.
func height(rows []Row) int {
	n := 0
	for _, r := range rows {
		n += len(r.Lines)
	}
	return n
}

// KeysOf are the keys of the rows that the cursor can stand on.
func KeysOf(rows []Row) []string {
	var all []string
	for _, r := range rows {
		if r.Key != "" {
			all = append(all, r.Key)
		}
	}
	return all
}

// IndexOf is where the cursor is among the keys; 0 when it is gone.
func IndexOf(keys []string, cursor string) int {
	for i, k := range keys {
		if k == cursor {
			return i
		}
	}
	return 0
}

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
