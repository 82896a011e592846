package text

import (
	"slices"
	"strings"
	"testing"

	"handback/device/console/teach"
)

// TestWhatTheSecondAnswerSaysIsShown: a pattern is made of the first answer. What it finds
// in the second is shown where it differs, and a value that the device does not tell is
// named as such.
func TestWhatTheSecondAnswerSaysIsShown(t *testing.T) {
	q := teach.Question{Found: []teach.Finding{
		{Name: "clock", Value: "12:00:01", Again: "12:00:04", Pattern: `clock (\S+)`},
		{Name: "serial", Value: "SN0042", Again: "SN0042", Pattern: `serial (\S+)`},
		{Name: "vendor", Value: "Example", Fixed: true},
		{Name: "model"},
	}}
	got := LessonValues(q)
	for i, want := range []string{"12:00:01   (the second time: 12:00:04)", "SN0042", "Example   (told, the same for every device)", "-"} {
		if words := strings.Fields(got[i]); !strings.HasSuffix(got[i], " "+want) || words[1] != q.Found[i].Name {
			t.Errorf("%d: %q does not say %s", i, got[i], want)
		}
	}
}

// TestTheRowsOfATableAreInColumns: also where an ID is wider than others, or has wide
// letters; the lines that are not a row follow.
func TestTheRowsOfATableAreInColumns(t *testing.T) {
	q := teach.Question{IsList: true, Table: teach.Table{
		Rows: []map[string]string{{"id": "ACT-1", "count": "1", "feature": "A"}, {"id": "画像-出力", "count": "25", "feature": "B"}},
		Left: []string{"ID COUNT"},
	}}
	got := TeachMade(q)
	at := func(line, word string) int { return Width(line[:strings.LastIndex(line, word)]) }
	if len(got) != 5 || at(got[1], " A") != at(got[2], " B") {
		t.Errorf("the rows are:\n%s", strings.Join(got, "\n"))
	}
	if !slices.ContainsFunc(got[3:], func(line string) bool { return strings.Contains(line, "ID COUNT") }) {
		t.Errorf("what is not a row is not shown:\n%s", strings.Join(got, "\n"))
	}
}
