package theme

import (
	"reflect"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestMarksAreOneCell: columns are counted in marks, and ASCII means ASCII.
func TestMarksAreOneCell(t *testing.T) {
	for _, m := range []Marks{unicodeMarks(), asciiMarks()} {
		v := reflect.ValueOf(m)
		for i := range v.NumField() {
			if mark := v.Field(i).String(); ansi.StringWidth(mark) != 1 {
				t.Errorf("%s is %q, of %d cells", v.Type().Field(i).Name, mark, ansi.StringWidth(mark))
			}
		}
	}
	v := reflect.ValueOf(asciiMarks())
	for i := range v.NumField() {
		if mark := v.Field(i).String(); mark[0] < ' ' || mark[0] > '~' {
			t.Errorf("%q is not ASCII", mark)
		}
	}
}

func TestOnlyASCII(t *testing.T) {
	for _, c := range []struct {
		system string
		env    map[string]string
		want   bool
	}{
		{"linux", map[string]string{"TERM": "xterm-256color", "LANG": "de_DE.UTF-8"}, false},
		{"linux", map[string]string{"TERM": "xterm-256color", "LANG": "de_DE.utf8"}, false},
		{"linux", map[string]string{"TERM": "xterm-256color", "LANG": "de_DE.UTF-8", "LC_ALL": "C"}, true},
		{"linux", map[string]string{"TERM": "xterm-256color"}, true},
		{"linux", map[string]string{"TERM": "linux", "LANG": "C.UTF-8"}, true},
		{"linux", map[string]string{"TERM": "dumb", "LANG": "C.UTF-8"}, true},
		{"linux", map[string]string{"TERM": "xterm", "LANG": "C.UTF-8", "HANDBACK_ASCII": "1"}, true},
		{"linux", map[string]string{"TERM": "linux", "HANDBACK_ASCII": "0"}, false},
		{"windows", map[string]string{}, true},
		{"windows", map[string]string{"WT_SESSION": "1"}, false},
		{"darwin", map[string]string{"TERM": "xterm-256color", "LC_CTYPE": "UTF-8"}, false},
	} {
		if got := OnlyASCII(c.system, func(name string) string { return c.env[name] }); got != c.want {
			t.Errorf("%s with %v: %t", c.system, c.env, got)
		}
	}
}
