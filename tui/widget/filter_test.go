package widget

import (
	"strings"
	"testing"
)

// TestFilter types into a filter, and looks at what it lets through of three rows.
// "<" is backspace.
func TestFilter(t *testing.T) {
	rows := []Row{
		{Lines: []string{"a heading"}},
		{Key: "1", Lines: []string{"ACT-DOPPLER-7Q4M  Color Doppler"}},
		{Key: "2", Lines: []string{"ACT-DOPPLER-LITE", "Doppler Lite"}},
		{Key: "3", Lines: []string{"ACT-EXPORT  Image Export"}},
		{Key: RowTyped, Lines: []string{"Another place"}},
	}
	for _, c := range []struct {
		keys   string
		kept   string // the keys of the rows
		edge   string
		typing bool
	}{
		{"", "1 2 3 typed ", "", false},
		{"d o p", "1 2 3 typed ", "", false}, // letters are not for a filter that is closed
		{"/", "1 2 3 typed ", "/" + Caret + " - 3 of 3", true},
		{"/ d o p p", "1 2 typed ", "/dopp" + Caret + " - 2 of 3", true},
		{"/ D O P P", "1 2 typed ", "/DOPP" + Caret + " - 2 of 3", true},
		{"/ l i t e", "2 typed ", "/lite" + Caret + " - 1 of 3", true},
		{"/ d o p p enter", "1 2 typed ", "/dopp - 2 of 3", false},
		{"/ d o p p enter x", "1 2 typed ", "/dopp - 2 of 3", false},
		{"/ d o p p enter / x", "typed ", "/doppx" + Caret + " - 0 of 3", true},
		{"/ d o p p enter / backspace enter", "1 2 typed ", "/dop - 2 of 3", false},
		{"/ d o p p esc", "1 2 3 typed ", "", false},
		{"/ d o p p enter esc", "1 2 3 typed ", "", false},
		{"/ enter", "1 2 3 typed ", "", false},
		{"/ /", "typed ", "//" + Caret + " - 0 of 3", true}, // a slash is a letter, too
		{"/ g G 4", "typed ", "/gG4" + Caret + " - 0 of 3", true},
		{"/ e x down", "3 typed ", "/ex" + Caret + " - 1 of 3", true}, // the cursor moves meanwhile
	} {
		var f Filter
		for _, name := range strings.Fields(c.keys) {
			f, _ = f.Update(Press(name))
		}
		kept := strings.Join(RowKeys(f.Rows(rows)), " ")
		if kept != c.kept || f.EdgeOf(rows) != c.edge || f.Typing() != c.typing {
			t.Errorf("%q: %q, %q, typing %t", c.keys, kept, f.EdgeOf(rows), f.Typing())
		}
	}
}

// TestFilterTakesWordsInAnyOrder: all of them, wherever they stand.
func TestFilterTakesWordsInAnyOrder(t *testing.T) {
	var f Filter
	for _, k := range strings.Split("/lite dopp", "") {
		f, _ = f.Update(Press(k))
	}
	if !f.Lets("Doppler", "Lite") || f.Lets("Doppler") {
		t.Error("not all words were looked for")
	}
}

// TestPickerKeepsLettersOfAPath: where a path is typed, a slash is no filter, and
// while a filter is typed no other key of the list works.
func TestPickerKeepsLettersOfAPath(t *testing.T) {
	rows := []Row{{Key: "/dev/ttyUSB0", Lines: []string{"/dev/ttyUSB0"}}, {Key: "/dev/ttyUSB1", Lines: []string{"/dev/ttyUSB1"}}, {Key: RowTyped, Lines: []string{"Another port"}}}
	path := NewPicker(RowTyped)
	if _, taken := path.Filtered(Press("/"), rows); taken {
		t.Error("the slash of a path begins a filter")
	}
	list := NewPicker("")
	for _, name := range []string{"/", "b", "1"} {
		var taken bool
		if list, taken = list.Filtered(Press(name), rows); !taken || !list.Typing(rows) {
			t.Fatalf("%s is not of the filter", name)
		}
	}
	if at := list.At(rows); at != "/dev/ttyUSB1" {
		t.Errorf("the cursor stands on %s", at)
	}
}
