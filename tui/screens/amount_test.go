package screens

import (
	"strings"
	"testing"
)

// TestAmounts types on a license: digits, "<" for backspace, "-" and "+" for left
// and right, and ";" for leaving the row and coming back.
func TestAmounts(t *testing.T) {
	for _, c := range []struct {
		name         string
		held, remain int
		keys         string
		want         int
		refused      string // the keys that changed nothing
	}{
		{"a digit replaces", 25, 18, "2", 2, ""},
		{"further digits go on", 25, 25, "18", 18, ""},
		{"back on the row a digit begins anew", 25, 25, "18;2", 2, ""},
		{"too many changes nothing", 25, 25, "182", 18, "2"},
		{"too many at once", 5, 5, "7", 5, "7"},
		{"and the next digit counts again", 5, 5, "73", 3, "7"},
		{"all of them", 25, 3, "25", 25, ""},
		{"a zero in front is none", 25, 3, "05", 5, ""},
		{"zero", 25, 3, "0", 0, ""},
		{"the last digit goes", 25, 25, "18<", 1, ""},
		{"what stood there comes back", 25, 7, "18<<", 7, ""},
		{"backspace alone is not none", 25, 25, "<", 25, "<"},
		{"nor all", 25, 0, "<<<", 0, "<<<"},
		{"nor after the row was left", 25, 25, "18;<", 18, "<"},
		{"nor after an arrow", 25, 25, "18-<", 17, "<"},
		{"an arrow ends the number", 25, 25, "1-2", 2, ""},
		{"fewer", 25, 25, "---", 22, ""},
		{"not fewer than none", 2, 2, "---", 0, "-"},
		{"not more than are held", 2, 1, "++", 2, "+"},
		{"nothing is held", 0, 0, "1+-<", 0, "1+-<"},
		{"a number without end", 25, 25, "1" + strings.Repeat("9", 40), 19, strings.Repeat("9", 39)},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := amount{held: c.held, remain: c.remain}
			refused := ""
			for _, k := range strings.Split(c.keys, "") {
				changed := true
				switch k {
				case "<":
					a, changed = a.erase()
				case "-":
					a, changed = a.by(-1)
				case "+":
					a, changed = a.by(1)
				case ";":
					a = amount{held: a.held, remain: a.remain}
				default:
					a, changed = a.digit(k)
				}
				if !changed {
					refused += k
				}
				if a.remain < 0 || a.remain > a.held {
					t.Fatalf("%d of %d remain", a.remain, a.held)
				}
			}
			if a.remain != c.want || refused != c.refused {
				t.Errorf("%d remain, not %d; %q changed nothing, not %q", a.remain, c.want, refused, c.refused)
			}
		})
	}
}
