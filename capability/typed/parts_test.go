package typed_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"handback/capability/typed"
)

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

// enters checks that a text is the whole of some data.
func enters(t *testing.T, data []byte, text string) {
	t.Helper()
	var entry typed.Entry
	if wrong := entry.Enter(text); wrong != nil {
		t.Fatalf("%q: %v", text, wrong)
	}
	if got, err := entry.Message(); err != nil || !bytes.Equal(got.Data, data) {
		t.Errorf("%q: %v", text, err)
	}
}

// TestSeveralCodesInOneRow: as scanners end codes, or end them not at all.
func TestSeveralCodesInOneRow(t *testing.T) {
	m := sample(400)
	var texts []string
	for _, c := range codesOf(t, m, typed.Screen{Columns: 80, Rows: 23}) {
		texts = append(texts, c.Text)
	}
	if len(texts) < 3 {
		t.Fatalf("only %d codes", len(texts))
	}
	for name, between := range map[string]string{
		"nothing": "", "tabs": "\t", "spaces": "  ", "commas": ", ", "CR": "\r", "symbology": "]Q1", "STX and ETX": "\x03\x02", "lines between": "\t7 ABCD\t",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Join(texts, between)
			if name == "lines between" {
				text = strings.ReplaceAll(text, "7 ABCD", strings.TrimSpace(linesOf(t, m)[0]))
			}
			enters(t, m.Data, text)
			enters(t, m.Data, "]Q1"+text)
		})
	}
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

// keyboards are how computers set to other keyboards take what a scanner types
// for an American one. The letters are typed with shift, the others without.
func keyboards() map[string]*strings.Replacer {
	return map[string]*strings.Replacer{
		"German":    strings.NewReplacer("Y", "Z", "Z", "Y", "/", "-"),
		"Italian":   strings.NewReplacer("/", "-"),
		"Hungarian": strings.NewReplacer("Y", "Z", "Z", "Y", "/", "-", "0", "ö"),
		"Brazilian": strings.NewReplacer("/", ";"),
		"Turkish":   strings.NewReplacer("/", ".", ".", "ç"),
		"Czech": strings.NewReplacer("1", "+", "2", "ě", "3", "š", "4", "č", "5", "ř", "6", "ž", "7", "ý", "8", "á", "9", "í", "0", "é",
			"Y", "Z", "Z", "Y", "/", "-"),
		"French": strings.NewReplacer("1", "&", "2", "é", "3", "\"", "4", "'", "5", "(", "6", "-", "7", "è", "8", "_", "9", "ç", "0", "à",
			"A", "Q", "Q", "A", "Z", "W", "W", "Z", "M", "?", "/", "!", ".", ":"),
	}
}

func TestScannerForAnotherKeyboard(t *testing.T) {
	m := sample(300)
	codes := codesOf(t, m, typed.Screen{Columns: 80, Rows: 23})
	for name, keyboard := range keyboards() {
		t.Run(name, func(t *testing.T) {
			var glued, rows strings.Builder
			for _, c := range codes {
				glued.WriteString(keyboard.Replace(c.Text))
				rows.WriteString(keyboard.Replace(c.Text) + "\r")
			}
			enters(t, m.Data, rows.String())
			enters(t, m.Data, glued.String())
		})
	}
}

// TestWrongForAnyKeyboard: what no keyboard explains is named, and nothing of it
// is taken.
func TestWrongForAnyKeyboard(t *testing.T) {
	code := codesOf(t, sample(300), typed.Screen{Columns: 80, Rows: 23})[1].Text
	german := keyboards()["German"]
	tests := map[string]struct {
		text string
		want error
		says string
	}{
		"cut short":                  {german.Replace(code[:60]), typed.ErrForm, "cut short"},
		"mistyped on another one":    {german.Replace(swapOne(code)), typed.ErrCheck, "code 2 of"},
		"one that nobody knows":      {strings.NewReplacer("1", "§", "/", "?").Replace(code), typed.ErrLayout, "set the scanner to the keyboard"},
		"letters of another script":  {strings.NewReplacer("H", "Р", "B", "И", ".", "ю").Replace(code), typed.ErrLayout, "set the scanner to the keyboard"},
		"nothing but another prefix": {"HB§.", typed.ErrLayout, "keyboard"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var entry typed.Entry
			err := errors.Join(entry.Enter(tt.text)...)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%q: %v", tt.text, err)
			}
			if got := entry.Text(); got != "" {
				t.Errorf("taken was %q", got)
			}
		})
	}
}

func TestPartsOfNothing(t *testing.T) {
	for _, text := range []string{"", "\r\r\n \t", "# a heading\n#\r# more\t# and more", "\ufeff\u200b"} {
		if got := typed.Parts(text); len(got) != 0 {
			t.Errorf("%q holds %q", text, got)
		}
	}
}
