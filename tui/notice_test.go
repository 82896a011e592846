package tui

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// TestKeysWithoutUseSaySo, and those that have one, or are text, say nothing.
func TestKeysWithoutUseSaySo(t *testing.T) {
	const words = " does nothing here. ? shows the keys."
	for _, c := range []struct {
		place []string // the keys that lead there
		key   string
		says  bool
	}{
		{nil, "z", true},
		{nil, "7", true},
		{nil, "f3", false}, // it stands for a letter here
		{nil, "esc", true},
		{nil, "up", false}, // the cursor is at the top already
		{nil, "G", false},
		{nil, "tab", false},
		{[]string{"enter"}, "space", true},
		{[]string{"enter", "enter"}, "8", false},
		{[]string{"enter", "enter"}, "x", true},
		{[]string{"enter", "enter", "a", "enter"}, "x", false}, // a field
		{[]string{"enter", "enter", "a", "enter", "enter"}, "z", true},
		{[]string{"l"}, "z", true},
		{[]string{"?"}, "8", true},
	} {
		d := newHarness(t).driver(t)
		d.press(c.place...)
		name := c.key
		if name == "space" {
			name = " "
		}
		if name == "f3" {
			name = "p"
		}
		d.press(name)
		if got := d.m.Notice == c.key+words; got != c.says {
			t.Errorf("%v: %s: the notice is %q", c.place, c.key, d.m.Notice)
		}
		if c.says {
			d.sees(c.key + words)
			if second := strings.Split(d.m.View(), "\n")[1]; !strings.Contains(second, words[1:9]) {
				t.Errorf("under the title stands %q", second)
			}
		}
		d.press("down")
		if strings.Contains(d.m.Notice, words) && c.place == nil {
			t.Errorf("the next key leaves %q", d.m.Notice)
		}
	}
}

// TestNoticeEndsByItself: after two seconds, and an older end leaves a newer one.
func TestNoticeEndsByItself(t *testing.T) {
	d := newHarness(t).driver(t)
	d.press("z")
	first := d.m.notices
	d.press("x")
	d.send(faded(first))
	d.sees("x does nothing here.")
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		over := fade(d.m.notices)()
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("it took %s", took)
		}
		next, cmd := d.m.Update(over)
		if next.(model).Notice != "" || cmd != nil {
			t.Errorf("there is still %q", next.(model).Notice)
		}
	})
}

// TestCopying: what the cursor is on goes out, and it is said where to; what can't be
// shown stays.
func TestCopying(t *testing.T) {
	d := newHarness(t).driver(t)
	var got []string
	d.m.copy = func(what string) tea.Cmd {
		got = append(got, what)
		return func() tea.Msg { return copied{what, len(got) > 1} }
	}
	d.press("y")
	d.sees(port + " was given to the terminal's clipboard.")
	d.press("enter", "y")
	d.sees("ACT-DOPPLER-7Q4M was copied.")
	d.press("enter", "a", "enter", "enter", "y", "y")
	d.sees("[>] 2 Make the return request", "was copied.")
	if len(got) != 3 || !strings.HasPrefix(got[2], "R-") {
		t.Errorf("copied were %q", got)
	}
	for _, odd := range []string{"/media/\x1b[31mred", "a\nb", "\u202eevil", "", strings.Repeat("x", mostCopied+1)} {
		next, cmd := d.m.copied(odd)
		if next.Notice != "This holds characters that can't be shown. It was not copied." || len(got) != 3 {
			t.Errorf("%q: %q, %v", odd, next.Notice, cmd)
		}
	}
}
