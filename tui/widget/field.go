package widget

import (
	"fmt"

	"handback/capability"
	"handback/tui/text"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// Field is one line of a form: a text that is typed, or one of some choices.
type Field struct {
	label   string
	Input   textinput.Model
	choices []Choice // nil: a text is typed
	chosen  int
	Hint    string // where what stands there comes from; empty: from who types
}

// Choice is what one can choose: its value, and the words for it.
type Choice struct{ Value, Text string }

func TextField(label, value string) Field {
	input := NewField()
	input.CharLimit = capability.MaxText / 4 // of four bytes each
	input.SetValue(value)
	return Field{label: label, Input: input}
}

func ChoiceField(label string, choices ...Choice) Field {
	return Field{label: label, choices: choices}
}

func (f Field) Value() string {
	if f.choices != nil {
		return f.choices[f.chosen].Value
	}
	return text.Printable("", f.Input.Value())
}

// Update types into the field, or walks through its choices.
func (f Field) Update(msg tea.KeyMsg) Field {
	k := choiceKeys()
	switch {
	case f.choices == nil:
		f.Input, _ = f.Input.Update(msg)
		f.Hint = ""
	case key.Matches(msg, k.next):
		f.chosen = (f.chosen + 1) % len(f.choices)
	case key.Matches(msg, k.previous):
		f.chosen = (f.chosen + len(f.choices) - 1) % len(f.choices)
	}
	return f
}

func choiceKeys() struct{ next, previous key.Binding } {
	return struct{ next, previous key.Binding }{
		Bind("right", text.NextChoice, "right", " "), Bind("left", text.PreviousChoice, "left"),
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
			return FieldText(f.Input, room)
		default:
			return text.Cut(capability.Printable(f.Input.Value()), room)
		}
	}
	lines := []string{label + value(room)}
	if room < least || f.choices != nil && text.Width(value(1<<10)) > room {
		lines = []string{label, "  " + value(w-2)}
	}
	if f.Hint != "" {
		lines = append(lines, text.Indent(text.Wrap("("+f.Hint+")", w-2), 2)...)
	}
	return lines
}
