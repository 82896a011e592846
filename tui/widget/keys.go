package widget

import (
	"strings"

	"handback/capability"
	"handback/tui/text"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Bind makes a binding: the key's name on the screen, what it does, its keys.
// The first key is the one that the bar of actions presses.
func Bind(name, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, does))
}

// When switches a binding on or off.
func When(on bool, b key.Binding) key.Binding {
	b.SetEnabled(on)
	return b
}

// Moves are the keys that move a cursor or scroll.
type Moves struct{ Up, Down, PageUp, PageDown, First, Last key.Binding }

// MoveKeys are the keys that move a cursor or scroll on every screen.
func MoveKeys() Moves {
	return Moves{
		Up:       Bind("up k", text.Up.String(), "up", "k"),
		Down:     Bind("down j", text.Down.String(), "down", "j"),
		PageUp:   Bind("pgup", text.PageUp.String(), "pgup"),
		PageDown: Bind("pgdn", text.PageDown.String(), "pgdown"),
		First:    Bind("home g", text.First.String(), "home", "g"),
		Last:     Bind("end G", text.Last.String(), "end", "G"),
	}
}

// All are the bindings in the order in which the help lists them.
func (k Moves) All() []key.Binding {
	return []key.Binding{k.Up, k.Down, k.PageUp, k.PageDown, k.First, k.Last}
}

// WithMoves are some bindings, and those that move a cursor or scroll.
func WithMoves(bindings ...key.Binding) []key.Binding { return append(bindings, MoveKeys().All()...) }

// Move is where a cursor among n things is after a key; a page is h of them.
func Move(msg tea.KeyMsg, cursor, n, h int) int {
	k := MoveKeys()
	switch {
	case key.Matches(msg, k.Up):
		cursor--
	case key.Matches(msg, k.Down):
		cursor++
	case key.Matches(msg, k.PageUp):
		cursor -= max(1, h-1)
	case key.Matches(msg, k.PageDown):
		cursor += max(1, h-1)
	case key.Matches(msg, k.First):
		cursor = 0
	case key.Matches(msg, k.Last):
		cursor = n - 1
	}
	return max(0, min(cursor, n-1))
}

// SingleKeys takes a message of several keys apart: letters that were typed fast
// arrive together, and no binding would match them. A paste stays whole.
func SingleKeys(msg tea.KeyMsg) []tea.KeyMsg {
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) < 2 {
		return []tea.KeyMsg{msg}
	}
	all := make([]tea.KeyMsg, len(msg.Runes))
	for i, r := range msg.Runes {
		all[i] = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}
	}
	return all
}

// WithoutRowEnds cuts the line ends before and after a paste: a field would turn
// them into blanks.
func WithoutRowEnds(msg tea.KeyMsg) tea.KeyMsg {
	if msg.Paste {
		msg.Runes = []rune(strings.TrimFunc(string(msg.Runes), capability.EndsRow))
	}
	return msg
}

// KeyName is a key as a sentence names it.
func KeyName(msg tea.KeyMsg) string {
	if msg.Type == tea.KeySpace {
		return "space"
	}
	return msg.String()
}

// Press is the message of a key by the name that bindings use.
func Press(name string) tea.KeyMsg {
	special := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, " ": tea.KeySpace, "space": tea.KeySpace,
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
		"f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f6": tea.KeyF6, "ctrl+c": tea.KeyCtrlC, "ctrl+u": tea.KeyCtrlU,
		"backspace": tea.KeyBackspace,
	}
	switch t, ok := special[name]; {
	case t == tea.KeySpace:
		return tea.KeyMsg{Type: t, Runes: []rune{' '}}
	case ok:
		return tea.KeyMsg{Type: t}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// EnterKey is enter, with what it does.
func EnterKey(does string) key.Binding { return Bind("enter", does, "enter") }

// BackKey is esc: it closes the screen.
func BackKey() key.Binding { return Bind("esc", text.Close.String(), "esc") }

// NoKey is esc in a question.
func NoKey() key.Binding { return Bind("esc", text.No.String(), "esc") }

// FieldKeys go from field to field in a form.
func FieldKeys() (next, previous key.Binding) {
	return Bind("tab", text.NextField.String(), "tab"), Bind("shift+tab", text.PreviousField.String(), "shift+tab")
}

// StopKey is esc while a job runs.
func StopKey() key.Binding { return Bind("esc", text.Stop.String(), "esc") }

// BarKeys walk along the bar of actions.
func BarKeys() (next, previous, right, left key.Binding) {
	return Bind("tab", text.Bar.String(), "tab"), Bind("shift+tab", "", "shift+tab"), Bind("right", "", "right"), Bind("left", "", "left")
}

// HelpKey, LogKey and QuitKey are the keys of every screen. They have a letter
// only while letters are not text.
func HelpKey(letters bool) key.Binding { return LetterKey(letters, "?", text.Help.String(), "f1") }

// LogKey opens the log.
func LogKey(letters bool) key.Binding { return LetterKey(letters, "l", text.Log.String(), "f2") }

// QuitKey leaves the program.
func QuitKey(letters bool) key.Binding { return LetterKey(letters, "q", text.Quit.String(), "ctrl+c") }

// LeaveKey leaves although a job that must be whole is not at its end.
func LeaveKey(letters bool) key.Binding {
	return LetterKey(letters, "q", text.Leave.String(), "ctrl+c")
}

// LetterKey is a key that works always, and its letter while letters are not
// text.
func LetterKey(letters bool, letter, does, always string) key.Binding {
	if letters {
		return Bind(letter, does, always, letter)
	}
	return Bind(always, does, always)
}
