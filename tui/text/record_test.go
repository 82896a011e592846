package text

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/ledger"
)

func TestCheckedRecordIsOneLine(t *testing.T) {
	damage := func(file string, line int) error {
		return &ledger.Damage{ID: "R-7F3K2", File: file, Line: line, Err: errors.New("odd\x1b]52;c;x\a\nline")}
	}
	tests := []struct {
		check ledger.Check
		err   error
		want  []string
	}{
		{ledger.Check{Facts: 1, Files: 2}, nil, []string{"R-7F3K2 whole: 1 fact, 2 files, last hash 0000"}},
		{ledger.Check{Facts: 3, Unended: true}, nil, []string{"whole", "its last line has no line end, but counts"}},
		{ledger.Check{Facts: 3, Torn: 1}, nil, []string{"whole", "1 byte at the end"}},
		{
			ledger.Check{Facts: 3, Changed: []string{"a.bin", "b\x1b.bin"}, Missing: []string{"c.bin"}},
			damage("a.bin", 0),
			[]string{"R-7F3K2 is not whole", "changed: a.bin, b", "missing, though it was kept here", "c.bin"},
		},
		{ledger.Check{}, damage("journal.jsonl", 4), []string{"R-7F3K2 is damaged: journal.jsonl line 4: odd"}},
		{ledger.Check{}, damage("", 0), []string{"R-7F3K2 is damaged: odd"}},
		{ledger.Check{}, fs.ErrPermission, []string{"R-7F3K2 is damaged: permission denied"}},
	}
	for _, tt := range tests {
		got := Checked("R-7F3K2", tt.check, tt.err)
		for _, part := range tt.want {
			if !strings.Contains(got, part) {
				t.Errorf("%q lacks %q", got, part)
			}
		}
		if strings.ContainsAny(got, "\x1b\a\n") {
			t.Errorf("it is not one printable line: %q", got)
		}
	}
}

// TestEveryFactHasItsWords, none of which is its name in the journal.
func TestEveryFactHasItsWords(t *testing.T) {
	for _, f := range []capability.Fact{
		capability.Opened{},
		capability.Intended{},
		capability.Refused{},
		capability.NotDone{},
		capability.RequestMade{},
		capability.Saved{},
		capability.Uploaded{},
		capability.ResponseFound{},
		capability.Loaded{},
		capability.LicensesRead{},
		capability.Receipt{},
		capability.Cancelled{},
		capability.Replaced{},
		capability.Withdrawn{},
		capability.Declared{},
		capability.Decided{},
		capability.Flagged{},
		capability.Transferred{},
	} {
		if got := factText(f); got == "" || got == string(f.Kind()) {
			t.Errorf("%s is told as %q", f.Kind(), got)
		}
	}
}

// TestFlagsSayWhatTheJournalHas: in English the words of the journal, and for what an older
// version wrote no others.
func TestFlagsSayWhatTheJournalHas(t *testing.T) {
	mark, noon := &capability.Mark{Seq: 7}, time.Date(2027, 3, 14, 12, 0, 0, 0, time.UTC)
	known := capability.DeviceHistory{Mark: mark, Clock: noon, Serials: []string{"SN\x1b1"}}
	seen := 0
	for _, now := range []capability.Identity{
		{Serial: "SN\x1b1"},
		{Serial: "S\"N2", Clock: noon.Add(-time.Hour), Last: &capability.Mark{Seq: 3}},
	} {
		for _, f := range capability.CompareDevice(known, now) {
			seen++
			if Flag(f) != f.Text {
				t.Errorf("%q, and the journal has %q", Flag(f), f.Text)
			}
			if old := (capability.Flagged{Flag: f.Flag, Text: f.Text}); Flag(old) != f.Text {
				t.Errorf("of an older journal: %q", Flag(old))
			}
		}
	}
	if seen != 4 {
		t.Errorf("%d flags", seen)
	}
}

func TestCutShortSaysWhatJSONHas(t *testing.T) {
	for _, c := range []capability.CutShort{{Entries: 50000}, {Time: 30 * time.Second}, {Unread: 12}} {
		if said := cutShortText(c); said != c.String() || c.IsZero() {
			t.Errorf("%q, %q", said, c)
		}
	}
	if zero := (capability.CutShort{}); !zero.IsZero() || zero.String() != "" || Incomplete(zero) != "" {
		t.Error("nothing was cut short, and something is said")
	}
}
