package typed_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"handback/capability/typed"

	"pgregory.net/rapid"
)

func linesOf(t testing.TB, m typed.Message) []string {
	t.Helper()
	lines, err := typed.Lines(m)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestThePageCanBePastedWhole(t *testing.T) {
	m := sample(100)
	page, err := typed.Text(m)
	if err != nil {
		t.Fatal(err)
	}
	var entry typed.Entry
	if wrong := entry.Enter(page); wrong != nil {
		t.Fatal(wrong)
	}
	if got, err := entry.Message(); err != nil || !bytes.Equal(got.Data, m.Data) {
		t.Error(err)
	}
	for line := range strings.Lines(page) {
		if line[0] != '#' && len(line) > 40 {
			t.Errorf("%q is too wide for a small terminal", line)
		}
	}
}

func TestLargestMessageAsLines(t *testing.T) {
	m := sample(typed.MaxSize)
	lines := linesOf(t, m)
	var entry typed.Entry
	for i := range lines {
		if err := entry.Add(lines[len(lines)-1-i]); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := entry.Message(); err != nil || !bytes.Equal(got.Data, m.Data) || len(lines[1]) > 39 {
		t.Errorf("%d lines like %q: %v", len(lines), lines[1], err)
	}
}

// pageOf is the page to type from, heading and all.
func pageOf(t *testing.T, m typed.Message) string {
	t.Helper()
	page, err := typed.Text(m)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// inUTF16 is a text as the shell of Windows redirects it into a file.
func inUTF16(text string) string {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return string(out)
}

// TestPastedHoweverItsRowsEnd: the same page through terminals, editors, tables
// and messengers.
func TestPastedHoweverItsRowsEnd(t *testing.T) {
	m := sample(100)
	page := pageOf(t, m)
	rows := func(with string) string { return strings.ReplaceAll(page, "\n", with) }
	backwards := linesOf(t, m)
	slices.Reverse(backwards)
	tests := map[string]string{
		"CR":            rows("\r"),
		"CR and LF":     rows("\r\n"),
		"NEL":           rows("\u0085"),
		"separators":    rows("\u2028"),
		"form feeds":    rows("\f"),
		"tabs":          rows("\t"),
		"backwards":     strings.Join(backwards, "\t"),
		"one row":       strings.Join(linesOf(t, m), " "),
		"cells":         strings.ReplaceAll(strings.Join(linesOf(t, m), "\t"), " ", "\t"),
		"number apart":  strings.Join(cells(linesOf(t, m)), "\t"),
		"UTF-16":        inUTF16(page),
		"UTF-16 and CR": inUTF16(rows("\r\n")),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) { enters(t, m.Data, text) })
	}
}

// cells puts the number of each line into a cell of its own.
func cells(lines []string) []string {
	var all []string
	for _, line := range slices.Backward(lines) {
		number, digits, _ := strings.Cut(strings.TrimSpace(line), " ")
		all = append(all, number+".", digits)
	}
	return all
}

// TestWhatIsUnseenOrLooksAlikeDoesNotMatter puts such characters anywhere.
func TestWhatIsUnseenOrLooksAlikeDoesNotMatter(t *testing.T) {
	m := sample(40)
	alike := map[rune][]string{
		'A': {"А", "Α", "Ａ", "а"}, 'B': {"В", "Β", "𝐁"}, 'C': {"С", "с"}, 'E': {"Е", "Ε", "ｅ"}, 'H': {"Н", "Η"}, 'K': {"К", "Κ", "K"}, 'M': {"М", "Μ"},
		'P': {"Р", "Ρ", "р"}, 'T': {"Т", "Τ"}, 'X': {"Х", "Χ"}, 'Y': {"У", "Υ"}, '0': {"О", "Ο", "０", "о"}, '1': {"І", "Ι", "ı", "１"}, ' ': {"\u00a0", "\u2003", "−", "\u2011"},
	}
	rapid.Check(t, func(t *rapid.T) {
		page, err := typed.Text(m)
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, r := range page[strings.LastIndex(page, "#"):] {
			text := string(r)
			if others := alike[r]; others != nil && rapid.Bool().Draw(t, "alike") {
				text = rapid.SampledFrom(others).Draw(t, "other")
			}
			unseen := rapid.SampledFrom([]string{"", "", "", "\u200b", "\ufeff", "\u00ad", "\u200e", "\u2060", "\ufe0f", "\x00"}).Draw(t, "unseen")
			out.WriteString(text + unseen)
		}
		var entry typed.Entry
		if wrong := entry.Enter(out.String()); wrong != nil {
			t.Fatalf("%q: %v", out.String(), wrong)
		}
		if got, err := entry.Message(); err != nil || !bytes.Equal(got.Data, m.Data) {
			t.Fatal(err)
		}
	})
}

func TestPartsOfNothing(t *testing.T) {
	for _, text := range []string{"", "\r\r\n \t", "# a heading\n#\r# more\t# and more", "\ufeff\u200b"} {
		if got := typed.Parts(text); len(got) != 0 {
			t.Errorf("%q holds %q", text, got)
		}
	}
}
