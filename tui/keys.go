package tui

import (
	"strings"

	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// bind makes a binding: the key's name on the screen, what it does, its keys.
// The first key is the one that the bar of actions presses.
func bind(name, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(name, does))
}

// when switches a binding on or off.
func when(on bool, b key.Binding) key.Binding {
	b.SetEnabled(on)
	return b
}

// moves are the keys that move a cursor or scroll.
type moves struct{ up, down, pageUp, pageDown, first, last key.Binding }

func moveKeys() moves {
	return moves{
		up:       bind("up", upText, "up", "k"),
		down:     bind("down", downText, "down", "j"),
		pageUp:   bind("pgup", pageUpText, "pgup"),
		pageDown: bind("pgdn", pageDownText, "pgdown"),
		first:    bind("home", firstText, "home"),
		last:     bind("end", lastText, "end"),
	}
}

func (k moves) all() []key.Binding {
	return []key.Binding{k.up, k.down, k.pageUp, k.pageDown, k.first, k.last}
}

// move is where a cursor among n things is after a key; a page is h of them.
func move(msg tea.KeyMsg, cursor, n, h int) int {
	k := moveKeys()
	switch {
	case key.Matches(msg, k.up):
		cursor--
	case key.Matches(msg, k.down):
		cursor++
	case key.Matches(msg, k.pageUp):
		cursor -= max(1, h-1)
	case key.Matches(msg, k.pageDown):
		cursor += max(1, h-1)
	case key.Matches(msg, k.first):
		cursor = 0
	case key.Matches(msg, k.last):
		cursor = n - 1
	}
	return max(0, min(cursor, n-1))
}

// single takes a message of several keys apart: letters that were typed fast
// arrive together, and no binding would match them. A paste stays whole.
func single(msg tea.KeyMsg) []tea.KeyMsg {
	if msg.Type != tea.KeyRunes || msg.Paste || len(msg.Runes) < 2 {
		return []tea.KeyMsg{msg}
	}
	all := make([]tea.KeyMsg, len(msg.Runes))
	for i, r := range msg.Runes {
		all[i] = tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune{r}, Alt: msg.Alt}
	}
	return all
}

// withoutRowEnds cuts the line ends around a paste, which came along with what
// was copied: a field would make blanks of them.
func withoutRowEnds(msg tea.KeyMsg) tea.KeyMsg {
	if msg.Paste {
		msg.Runes = []rune(strings.TrimFunc(string(msg.Runes), capability.EndsRow))
	}
	return msg
}

// press is the message of a key by the name that bindings use.
func press(name string) tea.KeyMsg {
	special := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, " ": tea.KeySpace,
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd,
		"f1": tea.KeyF1, "f2": tea.KeyF2, "f3": tea.KeyF3, "f4": tea.KeyF4, "f6": tea.KeyF6, "ctrl+c": tea.KeyCtrlC, "ctrl+u": tea.KeyCtrlU,
	}
	if t, ok := special[name]; ok {
		return tea.KeyMsg{Type: t}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

func enterKey(does string) key.Binding { return bind("enter", does, "enter") }
func backKey() key.Binding             { return bind("esc", backText, "esc") }
func stopKey() key.Binding             { return bind("esc", stopText, "esc") }
func barKeys() (next, previous, right, left key.Binding) {
	return bind("tab", barText, "tab"), bind("shift+tab", "", "shift+tab"), bind("right", "", "right"), bind("left", "", "left")
}

// The keys of the root have a letter only while letters are not text.
func helpKey(letters bool) key.Binding { return lettered(letters, "?", helpText, "f1") }
func logKey(letters bool) key.Binding  { return lettered(letters, "l", logText, "f2") }
func quitKey(letters bool) key.Binding { return lettered(letters, "q", quitText, "ctrl+c") }

func lettered(letters bool, letter, does, always string) key.Binding {
	if letters {
		return bind(letter, does, always, letter)
	}
	return bind(always, does, always)
}
