package tui

import (
	"bytes"
	"errors"
	"testing"
)

// TestClipboardSequences: OSC 52 as it is, and wrapped for what is between.
func TestClipboardSequences(t *testing.T) {
	const plain = "\x1b]52;c;QUNULTE=\x07" // ACT-1
	for _, c := range []struct {
		name string
		env  map[string]string
		want string
	}{
		{"a terminal", nil, plain},
		{"tmux", map[string]string{"TMUX": "/tmp/no-tmux,1,0"}, plain + "\x1bPtmux;\x1b" + plain + "\x1b\\"},
		{"screen", map[string]string{"STY": "1.pts"}, "\x1bP" + plain + "\x1b\\"},
	} {
		var out bytes.Buffer
		b := clipboard{out: &out, env: func(name string) string { return c.env[name] }}
		if out.WriteString(b.sequences("ACT-1")); out.String() != c.want {
			t.Errorf("%s: %q", c.name, out.String())
		}
	}
}

// TestClipboardOfTheSystem: it is said to be copied there only when it was.
func TestClipboardOfTheSystem(t *testing.T) {
	none := func(string) string { return "" }
	for _, c := range []struct {
		system func(string) error
		want   bool
	}{
		{nil, false},
		{func(string) error { return errors.New("no display") }, false},
		{func(string) error { return nil }, true},
	} {
		var out bytes.Buffer
		got := clipboard{out: &out, env: none, system: c.system}.command("ACT-1")()
		if got != (copied{"ACT-1", c.want}) || out.Len() == 0 {
			t.Errorf("%v, %q", got, out.String())
		}
	}
}
