package text

import (
	"fmt"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/evident"
	"handback/tui/internal/sample"
)

// TestEveryFormIsToldWithWhatToDo, each in words of its own.
func TestEveryFormIsToldWithWhatToDo(t *testing.T) {
	seen := map[string]evident.Form{}
	for _, tt := range []struct {
		form    evident.Form
		verdict desk.Verdict
		do      string
	}{
		{evident.Padded, desk.IsDamaged, "mended"},
		{evident.Doubled, desk.IsDamaged, "mended"},
		{evident.Marked, desk.IsDamaged, "mended"},
		{evident.Base64, desk.IsDamaged, "mended"},
		{evident.Hex, desk.IsDamaged, "mended"},
		{evident.Trailing, desk.IsDamaged, "Download it again"},
		{evident.LineEnds, desk.IsDamaged, "binary file"},
		{evident.QuotedPrintable, desk.IsDamaged, "e-mail program"},
		{evident.Broken, desk.IsDamaged, "copy it to the stick again"},
		{evident.HTML, desk.IsSomethingElse, "sign in"},
		{evident.PDF, desk.IsSomethingElse, "no response"},
		{evident.Mail, desk.IsSomethingElse, "attached"},
		{evident.Zip, desk.IsSomethingElse, "unpack"},
		{evident.Gzip, desk.IsSomethingElse, "unpack"},
		{evident.Image, desk.IsSomethingElse, "no response"},
		{evident.Text, desk.IsSomethingElse, "no response"},
	} {
		got := Finding(desk.Finding{Path: "x", Verdict: tt.verdict, Form: tt.form, About: string(tt.form), Mendable: tt.do == "mended"})
		if !strings.Contains(got, tt.do) {
			t.Errorf("%s: %q does not say %q", tt.form, got, tt.do)
		}
		if other, twice := seen[got]; twice {
			t.Errorf("%s and %s are both told as %q", tt.form, other, got)
		}
		seen[got] = tt.form
	}
	got := Finding(desk.Finding{Path: "good.bin", Verdict: desk.IsForDevice, About: "STRING/SN0042"})
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
		got := Choosable("R-7F3K2", []desk.Finding{{Path: path, Verdict: desk.IsUnread, For: []desk.Reason{desk.OnlyNewFile}}}, "stick")
		if !strings.Contains(got, want) || strings.ContainsAny(got, "\x1b\x07") || !strings.HasSuffix(got, "--stick stick") {
			t.Errorf("%q is told as %q", path, got)
		}
	}
}

func TestFilesToChooseFromAreCounted(t *testing.T) {
	var found []desk.Finding
	if got := Choosable("R-7F3K2", []desk.Finding{{Path: "a.bin", Verdict: desk.IsNoMessage}}, "stick"); got != "" {
		t.Errorf("of nothing: %q", got)
	}
	for i := range 9 {
		found = append(found, desk.Finding{Path: fmt.Sprintf("%d.bin", i), Verdict: desk.IsUnread})
	}
	got := Choosable("R-7F3K2", found, "stick")
	if !strings.HasPrefix(got, "9 files could be the response: 0.bin, ") || !strings.Contains(got, "and 4 more.") {
		t.Error(got)
	}
}

func TestMendedResponseIsToldAsThat(t *testing.T) {
	response := sample.File(capability.PortalResponse, 640)
	fact := capability.ResponseFound{Artifact: response, Seq: 1, Mended: string(evident.Hex)}
	r := sample.Replay(t, append(sample.UpTo(5), fact)...)
	want := "mended: the file held the message coded as hexadecimal digits"
	done := Done(desk.Done{Act: capability.Act{Kind: capability.ActFetchResponse}, Return: r, Incomplete: "it took more than 30s"})
	if !strings.Contains(done, want) || !strings.Contains(done, "Not all of the stick was looked through: it took more than 30s.") {
		t.Error(done)
	}
	if got := factText(fact); !strings.Contains(got, "mended it: the file held the message coded as hexadecimal digits") {
		t.Error(got)
	}
	if got := Mended(sample.Replay(t, sample.UpTo(6)...)); got != "" {
		t.Errorf("of a whole one: %q", got)
	}
}
