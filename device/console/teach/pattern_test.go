package teach

import (
	"errors"
	"regexp"
	"strings"
	"testing"

	"handback/device/console/profile"
)

// marked is a line whose values stand in ⟨name=value⟩.
func marked(t testing.TB, text string) (string, []Mark) {
	t.Helper()
	var line strings.Builder
	var marks []Mark
	for text != "" {
		before, rest, found := strings.Cut(text, "⟨")
		line.WriteString(before)
		if !found {
			break
		}
		name, rest, _ := strings.Cut(rest, "=")
		value, rest, closed := strings.Cut(rest, "⟩")
		if !closed {
			t.Fatalf("%q has a mark without an end", text)
		}
		marks = append(marks, Mark{name, Span{line.Len(), line.Len() + len(value)}})
		line.WriteString(value)
		text = rest
	}
	return line.String(), marks
}

func TestPatternsArePlain(t *testing.T) {
	for text, want := range map[string]string{
		"Vendor: ⟨vendor=Example Works⟩":                                    `^Vendor: +(?P<vendor>.*)$`,
		"Host ID: ⟨host_type=STRING⟩ ⟨host=X200-1⟩":                         `^Host ID: +(?P<host_type>\S+) +(?P<host>\S+)$`,
		"serial=⟨serial=SN,42⟩; model=⟨model=X200⟩;":                        `^serial=(?P<serial>[^;]+); model=(?P<model>[^;]+);$`,
		`vendor: "⟨vendor=O'Neil⟩"`:                                         `^vendor: "(?P<vendor>[^"]+)"$`,
		"   Serial\t⟨serial=42⟩":                                            `^\s*Serial\s+(?P<serial>.*)$`,
		"⟨firmware=5.10.0⟩":                                                 `^(?P<firmware>\d+\.\d+\.\d+)$`,
		"⟨model=Gateway⟩":                                                   `^(?P<model>Gateway)$`,
		"製造元　: ⟨vendor=例 " + `"工場"` + "⟩":                                   `^製造元　: +(?P<vendor>.*)$`,
		"3 licenses of ⟨total=5⟩":                                           `^3 licenses of +(?P<total>\d+)$`,
		"last: ⟨last_seq=7⟩ ⟨last_sha256=" + strings.Repeat("a1", 32) + "⟩": `^last: +(?P<last_seq>\d+) +(?P<last_sha256>[0-9a-fA-F]{64})$`,
	} {
		line, marks := marked(t, text)
		got, err := Pattern(line, marks, nil)
		if err != nil || got != want {
			t.Errorf("%s gave %s, %v, want %s", text, got, err, want)
		}
	}
}

// TestPatternsGetTighterUntilTheyTell: a pattern that would match another line
// that was seen is made narrower.
func TestPatternsGetTighterUntilTheyTell(t *testing.T) {
	line, marks := marked(t, "Unit ⟨serial=SN42⟩")
	for _, c := range []struct{ other, want string }{
		{"Temperature 5", `^Unit +(?P<serial>.*)$`},
		{"Unit is ready", `^Unit +(?P<serial>[A-Za-z]+\d+)$`},
		{"Unit AB12", `^Unit +(?P<serial>SN\d+)$`},
		{"Unit SN43", `^Unit +(?P<serial>SN42)$`},
	} {
		if got, err := Pattern(line, marks, []string{c.other}); err != nil || got != c.want {
			t.Errorf("beside %q: %s, %v, want %s", c.other, got, err, c.want)
		}
	}
	if _, err := Pattern(line, marks, []string{line}); !errors.Is(err, ErrNoise) {
		t.Errorf("beside itself: %v", err)
	}
}

func TestWhatCanNotBeMarked(t *testing.T) {
	for name, c := range map[string]struct {
		line  string
		marks []Mark
		want  error
	}{
		"nothing":          {"x", nil, ErrMark},
		"an empty part":    {"x", []Mark{{"id", Span{0, 0}}}, ErrMark},
		"beyond the end":   {"x", []Mark{{"id", Span{0, 2}}}, ErrMark},
		"half a character": {"é", []Mark{{"id", Span{0, 1}}}, ErrMark},
		"two over another": {"abc", []Mark{{"id", Span{0, 2}}, {"count", Span{1, 3}}}, ErrMark},
		"no group's name":  {"abc", []Mark{{"a-b", Span{0, 2}}}, ErrMark},
		"broken text":      {"a\xff", []Mark{{"id", Span{0, 1}}}, ErrMark},
		"a kernel's line":  {"[    1.000000] usb SN42", []Mark{{"serial", Span{19, 23}}}, ErrNoise},
	} {
		if got, err := Pattern(c.line, c.marks, nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

// FuzzPattern: what is made compiles, is short, matches what it was made from with
// the marked values, and no line of boot noise, and no line it was told not to.
func FuzzPattern(f *testing.F) {
	f.Add("Vendor: Example Works", uint8(8), uint8(21), uint8(0), uint8(0), "Model: X200")
	f.Add("ACT-1 5 2027-01-01 1.0 Camera", uint8(0), uint8(5), uint8(6), uint8(7), "5 licenses")
	f.Add("a[b]c", uint8(2), uint8(3), uint8(4), uint8(5), "")
	f.Add("製造元: \"例\" \\x", uint8(11), uint8(14), uint8(15), uint8(17), "製造元: x")
	f.Add("Starting network: OK", uint8(9), uint8(16), uint8(18), uint8(20), "")
	f.Fuzz(func(t *testing.T, line string, from, to, from2, to2 uint8, other string) {
		marks := []Mark{{"serial", Span{int(from), int(to)}}}
		if from2 < to2 {
			marks = append(marks, Mark{"count", Span{int(from2), int(to2)}})
		}
		text, err := Pattern(line, marks, []string{other})
		if err != nil {
			return
		}
		re, err := regexp.Compile(text)
		if err != nil || len(text) > profile.MaxPattern {
			t.Fatalf("%q: %v", text, err)
		}
		found := re.FindStringSubmatch(line)
		for _, m := range marks {
			if found == nil || strings.TrimSpace(found[re.SubexpIndex(m.Name)]) != line[m.From:m.To] {
				t.Fatalf("%q finds %q in %q", text, found, line)
			}
		}
		for _, not := range append(append(preceded(line), bootNoise...), other) {
			if re.MatchString(not) {
				t.Fatalf("%q matches %q", text, not)
			}
		}
	})
}
