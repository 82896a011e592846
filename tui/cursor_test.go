package tui

import (
	"strings"
	"testing"

	"handback/tui/widget"

	"github.com/hinshun/vt10x"
)

// TestCursorStandsWhereTheFrameSays in a terminal that obeys what is written to it.
func TestCursorStandsWhereTheFrameSays(t *testing.T) {
	terminal := vt10x.New(vt10x.WithSize(20, 4))
	out := withCursor(terminal)
	write := func(frame string) {
		t.Helper()
		if n, err := out.Write([]byte(frame)); err != nil || n != len(frame) {
			t.Fatalf("%d of %d bytes, %v", n, len(frame), err)
		}
	}
	stands := func(line, column int) {
		t.Helper()
		if c := terminal.Cursor(); c.Y != line || c.X != column || !terminal.CursorVisible() {
			t.Fatalf("line %d, column %d, visible %t; want line %d, column %d", c.Y, c.X, terminal.CursorVisible(), line, column)
		}
	}
	write("\x1b[?25l") // as the program begins
	write("\x1b[H")
	if terminal.CursorVisible() {
		t.Error("it is shown before a frame said where")
	}
	write("\x1b[H" + placed("title\r\n > one\r\n   two", widget.Spot{Line: 1, Column: 1}) + "\x1b[3;0H")
	stands(1, 1)
	write("\x1b[H\n\n   tw!\x1b[K\x1b[3;0H") // the line with the place did not change
	stands(1, 1)
	write("\x1b[H\n   one\x1b[K\r\n > two\x1b[=3;2~\x1b[K\x1b[3;0H")
	stands(2, 1)
	if shown := terminal.String(); !strings.Contains(shown, "two") || strings.ContainsAny(shown, "=~") {
		t.Errorf("the terminal shows %q", shown)
	}
	write("\x1b[2K")
	write("\r")
	stands(2, 0) // what is no frame is handed on as it is
}
