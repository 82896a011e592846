package tui

import (
	"fmt"

	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	"github.com/charmbracelet/bubbles/textinput"
	tea "github.com/charmbracelet/bubbletea"
)

// field is one line of a form: a text that is typed, or one of some choices.
type field struct {
	label   string
	input   textinput.Model
	choices []choice // nil: a text is typed
	chosen  int
	hint    string // where what stands there comes from; empty: from who types
}

// choice is what one can choose: its value, and the words for it.
type choice struct{ value, text string }

func textField(label, value string) field {
	input := newField()
	input.CharLimit = capability.MaxText / 4 // of four bytes each
	input.SetValue(value)
	return field{label: label, input: input}
}

func choiceField(label string, choices ...choice) field {
	return field{label: label, choices: choices}
}

func (f field) value() string {
	if f.choices != nil {
		return f.choices[f.chosen].value
	}
	return printable("", f.input.Value())
}

// update types into the field, or walks through its choices.
func (f field) update(msg tea.KeyMsg) field {
	k := choiceKeys()
	switch {
	case f.choices == nil:
		f.input, _ = f.input.Update(msg)
		f.hint = ""
	case key.Matches(msg, k.next):
		f.chosen = (f.chosen + 1) % len(f.choices)
	case key.Matches(msg, k.previous):
		f.chosen = (f.chosen + len(f.choices) - 1) % len(f.choices)
	}
	return f
}

func choiceKeys() struct{ next, previous key.Binding } {
	return struct{ next, previous key.Binding }{
		bind("right", nextChoiceText, "right", " "), bind("left", previousChoiceText, "left"),
	}
}

// lines is the field in w cells; here is where one types.
func (f field) lines(w int, here bool) []string {
	const least = 16 // cells for what is typed
	label := f.label + ": "
	room := w - width(label)
	value := func(room int) string {
		switch {
		case f.choices != nil:
			return cut(fmt.Sprintf("%s  (%d/%d)", f.choices[f.chosen].text, f.chosen+1, len(f.choices)), room)
		case here:
			return fieldText(f.input, room)
		default:
			return cut(capability.Printable(f.input.Value()), room)
		}
	}
	lines := []string{label + value(room)}
	if room < least || f.choices != nil && width(value(1<<10)) > room {
		lines = []string{label, "  " + value(w-2)}
	}
	if f.hint != "" {
		lines = append(lines, indent(wrap("("+f.hint+")", w-2), 2)...)
	}
	return lines
}
