package plain

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"handback/capability"
	"handback/tui/work"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		line    string
		choices int
		offered int
		want    answer
		n       int
	}{
		{"", 3, 1, chose, 1},
		{"", 3, 0, closed, 0},
		{"", 3, -1, refused, 0},
		{" 2 \t", 3, 1, chose, 2},
		{"2.", 3, 1, chose, 2},
		{"3)", 3, 1, chose, 3},
		{"0", 3, 1, closed, 0},
		{"?", 0, -1, asked, 0},
		{"4", 3, 1, refused, 0},
		{"-1", 3, 1, refused, 0},
		{"+1", 3, 1, refused, 0},
		{"1 2", 3, 1, refused, 0},
		{"0000001", 3, 1, refused, 0},
		{"99999999999999999999", 3, 1, refused, 0},
		{"\x1b[A", 3, 1, refused, 0},
		{"yes", 3, 1, refused, 0},
		{"١", 3, 1, refused, 0},
		{"1", 0, -1, refused, 0},
	} {
		if said, n := parse(tt.line, tt.choices, tt.offered); said != tt.want || n != tt.n {
			t.Errorf("parse(%q, %d, %d) = %d, %d; want %d, %d", tt.line, tt.choices, tt.offered, said, n, tt.want, tt.n)
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", maxLine+1)
	for _, tt := range []struct {
		name, input string
		want        []string
	}{
		{"line feeds", "1\n2\n", []string{"1", "2"}},
		{"both ends as one", "1\r\n\r\n2\r\n", []string{"1", "", "2"}},
		{"carriage returns", "1\r2\r", []string{"1", "2"}},
		{"no end at the end", "1\n2", []string{"1", "2"}},
		{"empty", "", nil},
		{"a mark before", "\ufeff1\n\ufeff2", []string{"1", "\ufeff2"}},
		{"the longest", long[1:] + "\n1\n", []string{long[1:], "1"}},
		{"too long", long + "\r\n1\n", []string{"too long", "1"}},
		{"far too long", strings.Repeat(long, 3) + "\n1", []string{"too long", "1"}},
		{"too long at the end", long, []string{"too long"}},
		{"bytes that are no text", "\x00\xff\n1\n", []string{"\x00\xff", "1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			readers := map[string]io.Reader{"whole": strings.NewReader(tt.input), "with its end": iotest.DataErrReader(strings.NewReader(tt.input))}
			if len(tt.input) < maxLine {
				readers["byte by byte"] = iotest.OneByteReader(strings.NewReader(tt.input))
			}
			for how, r := range readers {
				if got := allLines(t, r); !slices.Equal(got, tt.want) {
					t.Errorf("%s: got %.40q, want %.40q", how, got, tt.want)
				}
			}
		})
	}
}

// allLines reads to the end.
func allLines(t testing.TB, r io.Reader) []string {
	t.Helper()
	var all []string
	for l := (&lines{from: r}); ; {
		line, err := l.next()
		switch {
		case err == nil:
			all = append(all, line)
		case errors.Is(err, errTooLong):
			all = append(all, "too long")
		case errors.Is(err, io.EOF):
			return all
		default:
			t.Fatal(err)
		}
	}
}

// FuzzAnswers: whatever comes, each line is bounded and holds no line end, it does
// not matter in which pieces it comes, and an answer is one that is possible.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{"", "1\n", "?\r\n0\r\n", "\ufeff2.\r3)", "\x1b[A\n\x00", strings.Repeat("9", 300), "\r\n\n\r"} {
		f.Add([]byte(seed), uint8(4), int8(1))
	}
	f.Fuzz(func(t *testing.T, input []byte, choices uint8, offered int8) {
		all := allLines(t, bytes.NewReader(input))
		if len(input) < 1<<12 {
			if pieces := allLines(t, iotest.OneByteReader(bytes.NewReader(input))); !slices.Equal(all, pieces) {
				t.Errorf("%q, in pieces %q", all, pieces)
			}
		}
		for _, line := range all {
			if len(line) > maxLine || strings.ContainsAny(line, "\r\n") {
				t.Errorf("the line %.40q", line)
			}
			said, n := parse(line, int(choices), int(offered))
			if said == chose && (n < 1 || n > int(choices)) || said != chose && n != 0 {
				t.Errorf("parse(%.40q, %d, %d) = %d, %d", line, choices, offered, said, n)
			}
		}
	})
}

// TestPace: what is short is not said, a long transfer by
// quarters, and one that stands still every ten seconds.
func TestPace(t *testing.T) {
	start := time.Date(2026, 3, 2, 11, 0, 0, 0, time.UTC)
	at := func(what string, ms, done, total int64) work.Progressed {
		return work.Progressed{At: start.Add(time.Duration(ms) * time.Millisecond), Progress: capability.Progress{What: what, Done: done, Total: total}}
	}
	for _, tt := range []struct {
		name string
		came []work.Progressed
		said []int // which of them
	}{
		{"in an instant", []work.Progressed{at("a", 0, 0, 4), at("a", 10, 2, 4), at("a", 20, 4, 4)}, nil},
		{"by quarters", []work.Progressed{at("a", 0, 0, 8), at("a", 2000, 1, 8), at("a", 4000, 2, 8), at("a", 6000, 3, 8), at("a", 8000, 4, 8), at("a", 16000, 8, 8)}, []int{2, 4, 5}},
		{"standing still", []work.Progressed{at("a", 0, 0, 8), at("a", 9000, 0, 8), at("a", 10000, 0, 8), at("a", 19000, 0, 8), at("a", 20000, 0, 8)}, []int{2, 4}},
		{"of unknown length", []work.Progressed{at("a", 0, 10, 0), at("a", 5000, 20, 0), at("a", 11000, 30, 0)}, []int{2}},
		{"another part", []work.Progressed{at("a", 0, 8, 8), at("b", 2000, 0, 8), at("b", 4000, 4, 8)}, []int{2}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := &pace{}
			var said []int
			for i, m := range tt.came {
				if _, due := p.due(m); due {
					said = append(said, i)
				}
			}
			if !slices.Equal(said, tt.said) {
				t.Errorf("said %v, want %v", said, tt.said)
			}
		})
	}
}
