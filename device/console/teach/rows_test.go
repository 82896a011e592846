package teach

import (
	"strings"
	"testing"

	"handback/device/console/profile"
)

// rowsOf teaches the marked row of an answer and reads all of it.
func rowsOf(t *testing.T, answer string) (string, Table) {
	t.Helper()
	var lines []string
	var marks []Mark
	at := 0
	for i, text := range strings.Split(strings.Trim(answer, "\n"), "\n") {
		line, found := marked(t, text)
		if len(found) > 0 {
			at, marks = i, found
		}
		lines = append(lines, line)
	}
	text, err := RowPattern(lines, at, marks, nil)
	if err != nil {
		t.Fatal(err)
	}
	return text, ReadTable([]string{text}, lines)
}

func TestRows(t *testing.T) {
	for name, c := range map[string]struct {
		answer, pattern string
		ids, features   string
		left            int
	}{
		"words": {`
⟨id=ACT-1⟩ ⟨count=5⟩ ⟨expires=2027-03-01⟩ ⟨version=1.0⟩ ⟨feature=Camera⟩
ACT-2 12 permanent 1.0 Motion and more
2 licenses`, `^(?P<id>[\w.-]+) +(?P<count>\d+) +(?P<expires>\S+) +(?P<version>\S+) +(?P<feature>.*)$`, "ACT-1,ACT-2", "Camera,Motion and more", 1},
		"a bar between": {`
ID|FEATURE|COUNT
⟨id=ACT-1⟩|⟨feature=Camera plus⟩|⟨count=5⟩
ACT-2||3`, `^(?P<id>[\w.-]+)\|(?P<feature>[^|]*)\|(?P<count>\d+)$`, "ACT-1,ACT-2", "Camera plus,", 1},
		"quoted": {`
⟨id=ACT-1⟩ ⟨count=5⟩ "⟨version=1.0⟩" "⟨feature=Camera plus⟩"
ACT-2 3 "" "x"`, `^(?P<id>[\w.-]+) +(?P<count>\d+) +"(?P<version>[^"]*)" +"(?P<feature>[^"]*)"$`, "ACT-1,ACT-2", "Camera plus,x", 0},
		"named": {`
id=⟨id=ACT-1⟩ count=⟨count=5⟩ feature=⟨feature=Camera⟩
id=ACT-2 count=3 feature=Two words`, `^id=(?P<id>[\w.-]+) +count=(?P<count>\d+) +feature=(?P<feature>.*)$`, "ACT-1,ACT-2", "Camera,Two words", 0},
		"another column between": {`
1. ⟨id=ACT-1⟩ node-locked ⟨count=5⟩
2. ACT-2 floating 3`, `^\d+\. +(?P<id>[\w.-]+) +\S+ +(?P<count>\d+)$`, "ACT-1,ACT-2", "", 0},
		"no clear borders": {
			`
ID       FEATURE           VERS  COUNT EXPIRES
⟨id=ACT-1⟩    ⟨feature=Camera plus HD⟩    ⟨version=1.0⟩       ⟨count=5⟩ ⟨expires=2027-03-01⟩
ACT-22   Motion                     12 2027-03-01
ACTION-3 Very long feature 10.10   100 permanent
3 licenses`, `^(?P<id>.{9})(?P<feature>.{18})(?P<version>.{6})(?P<count>[ \d]{6})(?P<expires>.*)$`,
			"ACT-1,ACT-22,ACTION-3", "Camera plus HD,Motion,Very long feature", 2,
		},
		"two blanks at least": {`
⟨feature=Camera plus⟩   ⟨id=ACT-1⟩  ⟨count=5⟩
Two  ACT-2  3`, `^(?P<feature>\S+(?: \S+)*) {2,}(?P<id>[\w.-]+) {2,}(?P<count>\d+)$`, "ACT-1,ACT-2", "Camera plus,Two", 0},
	} {
		text, table := rowsOf(t, c.answer)
		var ids, features []string
		for _, row := range table.Rows {
			ids, features = append(ids, row["id"]), append(features, row["feature"])
		}
		if strings.Join(ids, ",") != c.ids || c.features != "" && strings.Join(features, ",") != c.features || len(table.Left) != c.left {
			t.Errorf("%s: %s read %q, left %q", name, text, table.Rows, table.Left)
		}
		if text != c.pattern {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"2027-03-01": "2006-01-02", "1-jan-2027": "2-Jan-2006", "31.12.2026": "2.1.2006", "1804032000": "unix", "12/31/2026": "1/2/2006",
		"2026-11-28T14:00:00Z": "2006-01-02T15:04:05Z07:00", "5": "", "permanent": "", "12": "",
	} {
		got := append(layoutsOf([]string{text}), "")[0]
		if got != want {
			t.Errorf("%s is read as %q, want %q", text, got, want)
		}
	}
}

// FuzzRowPattern: what is made reads its own row, takes no line of boot noise for
// a row, and nothing that can't be one.
func FuzzRowPattern(f *testing.F) {
	f.Add("ACT-1 5 Camera", "ACT-2 12 Motion and more", uint8(0), uint8(5), uint8(6), uint8(7), uint8(8), uint8(14))
	f.Add("ACT-1    Camera plus      5 x", "ACT-22   Motion          12 y", uint8(0), uint8(5), uint8(26), uint8(27), uint8(9), uint8(20))
	f.Add("a|b|1", "|||", uint8(0), uint8(1), uint8(4), uint8(5), uint8(2), uint8(3))
	f.Fuzz(func(t *testing.T, line, other string, a, b, c, d, e, g uint8) {
		marks := []Mark{{"id", Span{int(a), int(b)}}, {"count", Span{int(c), int(d)}}, {"feature", Span{int(e), int(g)}}}
		text, err := RowPattern([]string{other, line}, 1, marks, nil)
		if err != nil {
			return
		}
		row := rowOf([]string{text}, line)
		for _, m := range marks {
			if row[m.Name] != line[m.From:m.To] {
				t.Fatalf("%q reads %q from %q", text, row, line)
			}
		}
		if len(text) > profile.MaxPattern || matchesAny(text, append(preceded(line), bootNoise...)) {
			t.Fatalf("%q", text)
		}
	})
}
