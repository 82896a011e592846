package capability_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"handback/capability"
)

func TestPrintable(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"plain":              {"X200 pump", "X200 pump"},
		"other scripts":      {"Größe 泵 αβ", "Größe 泵 αβ"},
		"terminal escape":    {"a\x1b[31mred\x1b[0m", "a[31mred[0m"},
		"C1 control":         {"a\u009bb", "ab"},
		"bell and backspace": {"a\a\bb", "ab"},
		"right-to-left":      {"a\u202egnp.exe\u202c", "agnp.exe"},
		"zero width":         {"a\u200b\u200d\ufeffb", "ab"},
		"invalid UTF-8":      {"a\xff\xc3b", "ab"},
		"a real U+FFFD":      {"a\ufffdb", "a\ufffdb"},
		"line ends":          {"a\nb\tc\u2028d", "a b c d"},
		"private use":        {"a\ue000b", "ab"},
		"no ink":             {"a\u115f\u3164\ufe0f\u034fb", "ab"},
		"empty":              {"", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := capability.Printable(tt.text); got != tt.want {
				t.Errorf("Printable(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

func TestPrintableIsBounded(t *testing.T) {
	for _, char := range []string{"x", "é", "泵", "😀"} {
		fits := strings.Repeat(char, capability.MaxPrintable/len(char))
		if got := capability.Printable(fits); got != fits {
			t.Errorf("%d bytes of %s were changed", len(fits), char)
		}
		got := capability.Printable(fits + char + char)
		if len(got) > capability.MaxPrintable || !strings.HasSuffix(got, "…") || !utf8.ValidString(got) {
			t.Errorf("too many %s became %d bytes that end in %q", char, len(got), got[len(got)-4:])
		}
	}
}

// A line is put together from several texts, each of which may be as long as a
// text can be; none of them makes a line of its own.
func TestPrintableLineIsOneLineOfManyTexts(t *testing.T) {
	text := strings.Repeat("x", capability.MaxPrintable)
	if line := text + " " + text; capability.PrintableLine(line) != line {
		t.Error("a line of two texts was changed")
	}
	if got := capability.PrintableLine("one\r\ntwo\x1b[31m\n"); got != "one  two[31m " {
		t.Errorf("%q", got)
	}
	if got := capability.PrintableLine(strings.Repeat(text, 17)); len(got) != capability.MaxPrintableLine || !strings.HasSuffix(got, "…") {
		t.Errorf("%d bytes are left of an endless line", len(got))
	}
}

func TestPrintableAlwaysFitsAndStays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.OneOf(rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) })).Draw(t, "text")
		got := capability.Printable(raw)
		if !utf8.ValidString(got) || len(got) > capability.MaxPrintable {
			t.Fatalf("%q became %q", raw, got)
		}
		for _, r := range got {
			if !unicode.IsGraphic(r) {
				t.Fatalf("%q kept %U", raw, r)
			}
		}
		if again := capability.Printable(got); again != got {
			t.Fatalf("%q changed again into %q", got, again)
		}
	})
}
