package escape_test

import (
	"strings"
	"testing"

	"handback/device/escape"
)

func TestStrip(t *testing.T) {
	long := strings.Repeat("1", 5000)
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                       {"", ""},
		"text":                          {"é 登录 \xff\x80\x9b31m\n", "é 登录 \xff\x80\x9b31m\n"},
		"colors":                        {"\x1b[01;32mkim\x1b[00m:\x1b[38;2;1;2;3m~\x1b[m$ ", "kim:~$ "},
		"colors with colons":            {"\x1b[4:3mx\x1b[38:5:1my", "xy"},
		"modes":                         {"\x1b[?2004h\x1b[>4;1m\x1b[!p# ", "# "},
		"title with BEL":                {"\x1b]0;root@x: ~\a# ", "# "},
		"title with ST":                 {"\x1b]0;root@x: ~\x1b\\# ", "# "},
		"backslash in a title":          {"\x1b]0;C:\\temp\\x3b\a# ", "# "},
		"new systemd":                   {"\x1b]3008;start=1;cwd=/srv/a\\x3bb/é;type=shell\x1b\\dev# \x1b]3008;end=1\x1b\\", "dev# "},
		"title of screen":               {"\x1bkbash\x1b\\# ", "# "},
		"DCS with BEL":                  {"\x1bP1$r0m\x07a", "a"},
		"DCS with ST":                   {"\x1bPq\"1;1#0\n#1~~\\@@\x1b\\a", "a"},
		"SOS, PM, APC":                  {"\x1bXa\\b\x1b\\1\x1b^c\x072\x1b_d\x1b\\3", "123"},
		"string that another cuts":      {"\x1b]0;title\x1b[1mbold", "bold"},
		"string that is dropped":        {"\x1b]0;title\x18a\x1bPq\x1ab", "ab"},
		"charsets":                      {"\x1b(B\x1b)0\x1b%G\x1b#8a\x1b Fb", "ab"},
		"two bytes":                     {"\x1b=a\x1b7b\x1bMc\x1bcd", "abcd"},
		"Linux colors":                  {"\x1b]P0a1B2c3login: \x1b]R# ", "login: # "},
		"no Linux color after all":      {"\x1b]Pxyz\a# ", "# "},
		"control inside a sequence":     {"\x1b[3\r\n1mred", "\r\nred"},
		"UTF-8 inside a sequence":       {"\x1b[3é", "é"},
		"sequence without an end":       {"\x1b[" + long + "mx", strings.Repeat("1", 5000-escape.MaxSequence+1) + "mx"},
		"string without an end":         {"\x1b]" + long + "\r\n# ", strings.Repeat("1", 5000-escape.MaxString+1) + "\r\n# "},
		"escapes only":                  {"\x1b\x1b\x1b[", ""},
		"broken character, then colors": {"\xc3\x1b[31mred", "\xc3red"},
	} {
		if got := escape.Strip(c.text); got != c.want {
			t.Errorf("%s: %.60q became %.60q, want %.60q", name, c.text, got, c.want)
		}
	}
}

func TestTheQuestionForTheCursorIsNoticed(t *testing.T) {
	for text, want := range map[string]int{
		"# \x1b[6n": 1, "\x1b[6n\x1b[6n": 2, "\x1b[5n": 0, "\x1b[16n": 0, "\x1b[6;6n": 0, "\x1b[?6n": 0, "[6n": 0, "\x1b]6n\a": 0, "\x1b[\r6n": 0,
	} {
		var f escape.Filter
		got := 0
		for i := range len(text) {
			if f.Take(text[i]) == escape.Cursor {
				got++
			}
		}
		if got != want {
			t.Errorf("%q asks %d times, want %d", text, got, want)
		}
	}
}

// FuzzStrip: no escape comes through, nothing is added, and a text without any
// stays as it is.
func FuzzStrip(f *testing.F) {
	for _, seed := range []string{"\x1b[1;32mgreen\x1b[0m", "\x1b]0;t\aa", "\x1bPq\x1b\\é", "\x1b]P0000000a", "\x1bkx\x1b\\"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := escape.Strip(text)
		if strings.Contains(got, "\x1b") || len(got) > len(text) || escape.Strip(got) != got {
			t.Fatalf("%q became %q", text, got)
		}
		if !strings.Contains(text, "\x1b") && got != text {
			t.Fatalf("%q became %q", text, got)
		}
	})
}
