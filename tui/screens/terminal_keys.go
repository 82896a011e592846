package screens

import (
	tea "github.com/charmbracelet/bubbletea"
)

// leaveTyping is the key that never goes to the device, as in other terminal
// programs.
const leaveTyping = "ctrl+]"

// keyBytes are the bytes that a key is for a device, as a VT100 sends them;
// nil for a key that has none.
func keyBytes(msg tea.KeyMsg) []byte {
	escapes := map[tea.KeyType]string{
		tea.KeyUp: "\x1b[A", tea.KeyDown: "\x1b[B", tea.KeyRight: "\x1b[C", tea.KeyLeft: "\x1b[D",
		tea.KeyHome: "\x1b[H", tea.KeyEnd: "\x1b[F", tea.KeyDelete: "\x1b[3~",
		tea.KeyPgUp: "\x1b[5~", tea.KeyPgDown: "\x1b[6~", tea.KeySpace: " ",
	}
	text, known := escapes[msg.Type]
	switch {
	case known:
	case msg.Type == tea.KeyRunes:
		text = string(msg.Runes)
	case msg.Type >= 0 && msg.Type <= 0x7f: // its own control character: enter is CR, backspace DEL
		text = string(rune(msg.Type))
	default:
		return nil
	}
	if msg.Alt {
		text = "\x1b" + text
	}
	return []byte(text)
}
