package media

import (
	"errors"
	"path"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCaseDir(t *testing.T) {
	tests := map[string]struct {
		c    Case
		want string
	}{
		"usual":       {Case{"R-7F3K2", "X200", "SN0042"}, "R-7F3K2_X200_SN0042"},
		"spaces":      {Case{"R-7F3K2", " X 200 / b ", "SN:00_42."}, "R-7F3K2_X-200-b_SN-00-42"},
		"nothing":     {Case{"R-7F3K2", "", "..."}, "R-7F3K2_unknown_unknown"},
		"leads out":   {Case{"../..", "..\\..", "/etc/passwd"}, "unknown_unknown_etc-passwd"},
		"not ASCII":   {Case{"R-7F3K2", "Größe", "泵"}, "R-7F3K2_Gr-e_unknown"},
		"escapes":     {Case{"R-7F3K2", "\x1b[31mred", "a\x00b\u202e"}, "R-7F3K2_31mred_a-b"},
		"device name": {Case{"NUL.1", "", ""}, "NUL-1_unknown_unknown"},
		"long":        {Case{"R-7F3K2", strings.Repeat("x", 200), "1"}, "R-7F3K2_" + strings.Repeat("x", 32) + "_1"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := tt.c.Dir(); got != "HANDBACK/"+tt.want {
				t.Errorf("Dir() = %s, want HANDBACK/%s", got, tt.want)
			}
		})
	}
}

func TestCaseDirIsAlwaysPossible(t *testing.T) {
	form := regexp.MustCompile(`^HANDBACK/[0-9A-Za-z][0-9A-Za-z-]{0,15}(_[0-9A-Za-z][0-9A-Za-z-]{0,31}){2}$`)
	text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Z./\\: _-]{0,40}`),
		rapid.SampledFrom([]string{"CON", "NUL.txt", "COM1", "LPT9.", "aux"}))
	rapid.Check(t, func(t *rapid.T) {
		dir := Case{text.Draw(t, "ID"), text.Draw(t, "model"), text.Draw(t, "serial")}.Dir()
		if !form.MatchString(dir) || reserved(path.Base(dir)) || strings.HasSuffix(dir, "-") {
			t.Fatalf("Dir() = %q", dir)
		}
	})
}

func TestCheckName(t *testing.T) {
	for _, name := range []string{
		"1-return-request.bin", "READ-ME-FIRST.txt", "return.json", "SHA256SUMS", "a", "COM10", "console.txt", strings.Repeat("x", 64),
	} {
		if err := CheckName(name); err != nil {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
	}
	for _, name := range []string{
		"", ".", "..", ".hidden", "a.", "a ", " a", "-a", "~a.tmp", "a/b", `a\b`, "a:b", "a?", "a*", `a"`, "a<b", "a|b", "a\n", "ä",
		"CON", "con.txt", "NUL", "Com1.bin", "lpt9", "aux.tar.gz", strings.Repeat("x", 65), "a\xff",
	} {
		if err := CheckName(name); !errors.Is(err, ErrName) {
			t.Errorf("CheckName(%q) = %v", name, err)
		}
	}
}

func TestNumbered(t *testing.T) {
	tests := []struct {
		name string
		n    int
		want string
	}{
		{"1-return-request.bin", 1, "1-return-request.bin"},
		{"1-return-request.bin", 2, "1-return-request-2.bin"},
		{"README", 12, "README-12"},
		{"a.tar.gz", 3, "a.tar-3.gz"},
	}
	for _, tt := range tests {
		if got := numbered(tt.name, tt.n); got != tt.want {
			t.Errorf("numbered(%q, %d) = %q, want %q", tt.name, tt.n, got, tt.want)
		}
	}
}
