package widget

import (
	"fmt"
	"slices"

	"handback/capability"
	"handback/tui/text"

	"github.com/charmbracelet/bubbles/cursor"
	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// maxField bounds what is typed, in characters.
const maxField = 400

// NewInput is a field to type into. It does not blink: a screen reader would read
// a view that changes by itself again and again.
func NewInput() textinput.Model {
	f := textinput.New()
	f.CharLimit = maxField
	f.Cursor.SetMode(cursor.CursorStatic)
	f.Focus()
	return f
}

// InputText is a field as text of at most w cells, with [Caret] where the next
// letter goes.
func InputText(f textinput.Model, w int) string {
	typed := []rune(f.Value())
	at := min(f.Position(), len(typed))
	left := typed[:at]
	for len(left) > 0 && text.Width(string(left)) > w-2 {
		left = left[1:]
	}
	before := capability.Printable(string(left))
	return before + Caret + text.Cut(capability.Printable(string(typed[at:])), w-text.Width(before))
}

// Field is one line of a form: a text that is typed, or one of some choices.
type Field struct {
	label   string
	input   textinput.Model
	choices []Choice // nil: a text is typed
	chosen  int
	hint    string // where the value comes from; empty: it was typed
	touched bool   // the person changed it
}

// Choice is one value to choose, and the text that stands for it.
type Choice struct{ Value, Text string }

// TextField is a field in which a text is typed; value stands there at first.
func TextField(label, value string) Field {
	input := NewInput()
	input.CharLimit = capability.MaxText / 4 // of four bytes each
	input.SetValue(value)
	return Field{label: label, input: input}
}

// ChoiceField is a field that begins on the first of some choices.
func ChoiceField(label string, choices ...Choice) Field {
	return Field{label: label, choices: choices}
}

// Value is what was typed, printable, or the value that was chosen.
func (f Field) Value() string {
	if f.choices != nil {
		return f.choices[f.chosen].Value
	}
	return text.Printable("", f.input.Value())
}

// Filled is a field in which a text is typed with another value; hint says where
// that comes from.
func (f Field) Filled(value, hint string) Field {
	f.input.SetValue(capability.Printable(value))
	f.hint = hint
	return f
}

// resumed is the field with a value that the person gave it before.
func (f Field) resumed(value string) Field {
	f.touched = true
	if f.choices == nil {
		return f.Filled(value, "")
	}
	f.chosen = max(0, slices.IndexFunc(f.choices, func(c Choice) bool { return c.Value == value }))
	return f
}

// Update types into the field, or goes through its choices.
func (f Field) Update(msg tea.KeyMsg) Field {
	k := choiceKeys()
	before := f.Value()
	switch {
	case f.choices == nil:
		f.input, _ = f.input.Update(msg)
		f.hint = ""
	case key.Matches(msg, k.next):
		f.chosen = (f.chosen + 1) % len(f.choices)
	case key.Matches(msg, k.previous):
		f.chosen = (f.chosen + len(f.choices) - 1) % len(f.choices)
	}
	f.touched = f.touched || f.Value() != before
	return f
}

func choiceKeys() struct{ next, previous key.Binding } {
	return struct{ next, previous key.Binding }{
		Bind("right", text.NextChoice.String(), "right", " "), Bind("left", text.PreviousChoice.String(), "left"),
	}
}

// lines is the field in w cells; here is where one types.
func (f Field) lines(w int, here bool) []string {
	const least = 16 // cells for what is typed
	label := f.label + ": "
	room := w - text.Width(label)
	value := func(room int) string {
		switch {
		case f.choices != nil:
			return text.Cut(fmt.Sprintf("%s  (%d/%d)", f.choices[f.chosen].Text, f.chosen+1, len(f.choices)), room)
		case here:
			return InputText(f.input, room)
		default:
			return text.Cut(capability.Printable(f.input.Value()), room)
		}
	}
	lines := []string{label + value(room)}
	if room < least || f.choices != nil && text.Width(value(1<<10)) > room {
		lines = []string{label, "  " + value(w-2)}
	}
	if f.hint != "" {
		lines = append(lines, text.Indent(text.Wrap("("+f.hint+")", w-2), 2)...)
	}
	return lines
}
