package console

import (
	"regexp"
	"slices"
	"testing"
	"unicode"
)

func screenOf(text string) *screen {
	s := &screen{noise: []*regexp.Regexp{regexp.MustCompile(`\[ *\d+\.\d{6}\] .*`)}}
	for i := range len(text) {
		s.feed(text[i])
	}
	return s
}

func TestScreenReadsText(t *testing.T) {
	tests := map[string]struct {
		raw     string
		lines   []string
		current string
	}{
		"all kinds of line ends":  {"a\r\nb\nc\rd\n\re\r\r\nf", []string{"a", "b", "c", "d", "e"}, "f"},
		"colors":                  {"\x1b[1;32mgreen\x1b[0m text\r\n\x1b[?2004h# ", []string{"green text"}, "# "},
		"window title":            {"\x1b]0;root@x: ~\aa\x1b]0;b\x1b\\c", nil, "ac"},
		"title with a backslash":  {"\x1b]3008;start=1;cwd=/srv/a\\x3bb;type=shell\x1b\\dev# ", nil, "dev# "},
		"charset and two bytes":   {"\x1b(Ba\x1b=b\x1b7c", nil, "abc"},
		"backspace":               {"lics\b\x1b[K info é\b.", nil, "lic info ."},
		"kernel message inside":   {"QUJD[   12.345678] usb 1-1: new\r\nREVG\r\n", []string{"QUJDREVG"}, ""},
		"kernel message between":  {"a\r\n[   12.345678] usb\r\nb\r\n", []string{"a", "b"}, ""},
		"kernel after the prompt": {"# [   12.345678] usb\r\n", nil, "# "},
		"control characters":      {"a\x00\x07b\x0ec\td\r\n", []string{"abc\td"}, ""},
		"endless escape":          {"\x1b[" + string(slices.Repeat([]byte("1"), 300)) + "mx", nil, string(slices.Repeat([]byte("1"), 45)) + "mx"},
	}
	for name, tt := range tests {
		s := screenOf(tt.raw)
		if !slices.Equal(s.lines, tt.lines) || string(s.current) != tt.current {
			t.Errorf("%s: %q and %q", name, s.lines, s.current)
		}
	}
}

func TestScreenAnswersForTheCursorOnce(t *testing.T) {
	s := screenOf("\r\n# \x1b[6n\x1b[6n")
	if got := s.cursor(); got != "\x1b[24;3R" {
		t.Errorf("%q", got)
	}
	if got := s.cursor(); got != "" {
		t.Errorf("asked no more: %q", got)
	}
}

func FuzzScreen(f *testing.F) {
	f.Add("\x1b[1;32mgreen\x1b[0m\r\n[   12.345678] usb\r\nab\b\x7f\x1b[6n")
	f.Add("\x1b]0;title\a\x1bPq\x1b\\\x1b(B--More--\r        \r")
	f.Fuzz(func(t *testing.T, raw string) {
		s := screenOf(raw)
		size := 0
		for _, line := range append(s.lines, string(s.current)) {
			size += len(line)
			for _, r := range line {
				if unicode.IsControl(r) && r < 0x7f && r != '\t' {
					t.Fatalf("%q came through in %q", r, line)
				}
			}
		}
		if size > len(raw) {
			t.Fatalf("%d bytes became %d", len(raw), size)
		}
		if answer := s.cursor(); len(answer) > len("\x1b[24;80R") {
			t.Fatalf("%q", answer)
		}
	})
}
