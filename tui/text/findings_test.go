package text

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/evident"
)

// TestEveryFormIsToldWithWhatToDo, each in words of its own.
func TestEveryFormIsToldWithWhatToDo(t *testing.T) {
	seen := map[string]evident.Form{}
	for _, tt := range []struct {
		form  evident.Form
		class desk.Class
		do    string
	}{
		{evident.Padded, desk.IsDamaged, "repaired"},
		{evident.Doubled, desk.IsDamaged, "repaired"},
		{evident.Marked, desk.IsDamaged, "repaired"},
		{evident.Base64, desk.IsDamaged, "repaired"},
		{evident.Hex, desk.IsDamaged, "repaired"},
		{evident.Trailing, desk.IsDamaged, "Download it again"},
		{evident.LineEnds, desk.IsDamaged, "binary file"},
		{evident.QuotedPrintable, desk.IsDamaged, "e-mail program"},
		{evident.Broken, desk.IsDamaged, "copy it to the stick again"},
		{evident.HTML, desk.IsSomethingElse, "sign in"},
		{evident.PDF, desk.IsSomethingElse, "not a response"},
		{evident.Mail, desk.IsSomethingElse, "attached"},
		{evident.Zip, desk.IsSomethingElse, "unpack"},
		{evident.Gzip, desk.IsSomethingElse, "unpack"},
		{evident.Image, desk.IsSomethingElse, "not a response"},
		{evident.Text, desk.IsSomethingElse, "not a response"},
	} {
		got := Finding(desk.Finding{Path: "x", Class: tt.class, Form: tt.form, About: string(tt.form), Mendable: tt.do == "repaired"})
		if !strings.Contains(got, tt.do) {
			t.Errorf("%s: %q does not say %q", tt.form, got, tt.do)
		}
		if other, twice := seen[got]; twice {
			t.Errorf("%s and %s are both told as %q", tt.form, other, got)
		}
		seen[got] = tt.form
	}
	got := Finding(desk.Finding{Path: "good.bin", Class: desk.IsForDevice, About: "STRING/SN0042"})
	if got != "good.bin: a response for device STRING/SN0042" {
		t.Error(got)
	}
}

// TestCommandForAFileIsSafeToCopy: a name on a stick is a stranger's.
func TestCommandForAFileIsSafeToCopy(t *testing.T) {
	tests := map[string]string{
		"X200-SN0042.bin":         "--file X200-SN0042.bin ",
		"in/Response (1).bin":     `--file "in/Response (1).bin" `,
		"-rf.bin":                 "--file PATH ",
		"$(reboot).bin":           "--file PATH ",
		"`reboot`.bin":            "--file PATH ",
		`a" ; reboot ; ".bin`:     "--file PATH ",
		"%COMSPEC%.bin":           "--file PATH ",
		"a\\b.bin":                "--file PATH ",
		"a!b.bin":                 "--file PATH ",
		"ответ.bin":               "--file PATH ",
		"\x1b]52;c;ZXZpbA==\x07x": "--file PATH ",
	}
	for path, want := range tests {
		got := Choosable("R-7F3K2", []desk.Finding{{Path: path, Class: desk.IsUnread, For: []desk.Evidence{desk.OnlyNewFile}}}, "stick")
		if !strings.Contains(got, want) || strings.ContainsAny(got, "\x1b\x07") || !strings.HasSuffix(got, "--stick stick") {
			t.Errorf("%q is told as %q", path, got)
		}
	}
}

func TestFilesToChooseFromAreCounted(t *testing.T) {
	var found []desk.Finding
	if got := Choosable("R-7F3K2", []desk.Finding{{Path: "a.bin", Class: desk.IsNoMessage}}, "stick"); got != "" {
		t.Errorf("of nothing: %q", got)
	}
	for i := range 9 {
		found = append(found, desk.Finding{Path: fmt.Sprintf("%d.bin", i), Class: desk.IsUnread})
	}
	got := Choosable("R-7F3K2", found, "stick")
	if !strings.HasPrefix(got, "9 files could be the response: 0.bin, ") || !strings.Contains(got, "and 4 more.") {
		t.Error(got)
	}
}

// TestNothingIsOwedOnlyByWhatIsKnownHere: that a case owes nothing is its own
// word.
func TestNothingIsOwedOnlyByWhatIsKnownHere(t *testing.T) {
	for standing, told := range map[desk.CaseStanding]bool{desk.CaseNew: true, desk.CaseRefused: true, desk.CaseKnown: false, desk.CaseSetAside: false} {
		got := Situation(desk.Situation{Suggest: desk.NothingToDo, Cases: []desk.Case{{Standing: standing}}})
		if strings.Contains(got, "do not count") != told {
			t.Errorf("%s: %s", standing, got)
		}
	}
	refused := desk.Case{Path: "return.json", ID: "R-7F3K2", Standing: desk.CaseRefused, Facts: 2, Err: errors.New("x")}
	if got := Case(refused); got != "return.json: R-7F3K2, 2 facts, it can't be true: x" {
		t.Error(got)
	}
}

func TestEveryClassCauseAndSuggestionHasItsWords(t *testing.T) {
	seen := map[string]string{}
	unlike := func(name, text string) {
		t.Helper()
		if other, twice := seen[text]; twice || text == "" {
			t.Errorf("%s and %s are both told as %q", name, other, text)
		}
		seen[text] = name
	}
	for _, v := range []desk.Class{
		desk.IsRequest, desk.IsConfirmation, desk.IsResponse, desk.IsReceipt, desk.IsLoaded, desk.IsSuperseded, desk.IsDeclaration, desk.IsCase,
		desk.IsStale, desk.IsRejected, desk.IsUseless, desk.IsOtherDevice, desk.IsOtherRequest, desk.IsOtherOwn, desk.IsDamaged, desk.IsTooNew,
		desk.IsBadCase, desk.IsForDevice, desk.IsUnread, desk.IsSomethingElse, desk.IsNoMessage, desk.IsNotLookedInto,
	} {
		unlike(string(v), classText(v))
	}
	for _, c := range []capability.Cause{capability.NoAnswer, capability.NoBoot, capability.Destroyed, capability.Stolen, capability.Reimaged} {
		unlike(string(c), Cause(c))
	}
	for _, s := range []desk.Suggestion{desk.GoOn, desk.TakeAnswer, desk.BeginHere, desk.AdoptIt, desk.ReadDevice, desk.TakeCaseIn, desk.NothingToDo, desk.ConnectFirst} {
		unlike(string(s), Suggestion(s))
	}
}
