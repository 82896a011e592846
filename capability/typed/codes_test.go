package typed_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
	"handback/capability/typed"

	"github.com/boombuler/barcode/qr"
	"pgregory.net/rapid"
)

// TestCapacityIsTheEncoders: a full code is of its version, and one character
// more makes it the next.
func TestCapacityIsTheEncoders(t *testing.T) {
	for version := 2; version <= typed.MaxVersion; version += 6 * testkit.Step(3) {
		for level := qr.L; level <= qr.H; level++ {
			n := typed.Capacity(version, level)
			for more := range 2 {
				code, err := qr.Encode(strings.Repeat("A", n+more), level, qr.AlphaNumeric)
				if err != nil {
					t.Fatal(err)
				}
				if got := (code.Bounds().Dx() - 17) / 4; got != version+more {
					t.Errorf("%d characters at %s are version %d, not %d", n+more, level, got, version+more)
				}
			}
		}
	}
}

// TestLargestMessage enters 64 KiB from the texts of its codes, and scans one.
func TestLargestMessage(t *testing.T) {
	m := sample(typed.MaxSize)
	codes := codesOf(t, m, typed.Screen{Columns: 120, Rows: 60})
	var entry typed.Entry
	for _, c := range codes {
		if err := entry.Add(strings.ToLower(c.Text)); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := entry.Message(); err != nil || !bytes.Equal(got.Data, m.Data) {
		t.Errorf("%d codes: %v", len(codes), err)
	}
	last := codes[len(codes)-1]
	if got := scan(t, drawn(t, last, typed.OnDark), true); got != last.Text {
		t.Errorf("the last of %d codes was read as %q", len(codes), got)
	}
	var many *typed.TooManyError
	_, err := typed.Codes(m, typed.Screen{Columns: 80, Rows: 23})
	if !errors.As(err, &many) || many.Codes <= typed.MaxCodes {
		t.Errorf("on a small screen: %v", err)
	}
}

// TestCorrectionIsAsStrongAsItComes: a short message has its room filled with
// error correction, a long one is cut into the fewest codes.
func TestCorrectionIsAsStrongAsItComes(t *testing.T) {
	s := typed.Screen{Columns: 120, Rows: 39}
	short, long := codesOf(t, sample(100), s), codesOf(t, sample(360), s)
	if len(short) != 1 || short[0].Level() != qr.H {
		t.Errorf("100 bytes are %d codes at %s", len(short), short[0].Level())
	}
	if len(long) != 1 || long[0].Level() != qr.L {
		t.Errorf("360 bytes are %d codes at %s", len(long), long[0].Level())
	}
}

// TestCodesOfAnySizeInAnyOrder: each fits what the screen has room for, and all
// together are the message.
func TestCodesOfAnySizeInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := typed.Screen{Columns: rapid.IntRange(30, 140).Draw(t, "columns"), Rows: rapid.IntRange(15, 70).Draw(t, "rows")}
		m := sample(rapid.IntRange(1, 3000).Draw(t, "size"))
		codes, err := typed.Codes(m, s)
		if err != nil {
			if many := new(typed.TooManyError); !errors.As(err, &many) && !errors.Is(err, typed.ErrNoRoom) {
				t.Fatal(err)
			}
			return
		}
		var entry typed.Entry
		for i, c := range rapid.Permutation(codes).Draw(t, "order") {
			if len(c.Text) > typed.Capacity(s.Version(), c.Level()) || c.Part.Of != len(codes) || entry.State().Complete {
				t.Fatalf("%s has %d characters at %s, version %d", c, len(c.Text), c.Level(), s.Version())
			}
			if err := entry.Add(c.Text); err != nil {
				t.Fatal(err)
			}
			if missing := len(entry.State().MissingCodes); missing != len(codes)-i-1 {
				t.Fatalf("%d are missing after %d of %d", missing, i+1, len(codes))
			}
		}
		if got, err := entry.Message(); err != nil || !bytes.Equal(got.Data, m.Data) {
			t.Fatal(err)
		}
	})
}

func TestMixedUpCodesAreNoticed(t *testing.T) {
	s := typed.Screen{Columns: 80, Rows: 23}
	ours, theirs := codesOf(t, sample(300), s), codesOf(t, messageOf(capability.ReturnRequest, 300), s)
	var entry typed.Entry
	for _, c := range []typed.Code{ours[1], ours[1], ours[0]} {
		if err := entry.Add(c.Text); err != nil {
			t.Fatal(err)
		}
	}
	before := entry.State()
	err := entry.Add(theirs[2].Text)
	if !errors.Is(err, typed.ErrOther) || !strings.Contains(err.Error(), "code 3 of") {
		t.Errorf("a code of another message: %v", err)
	}
	for _, text := range []string{
		ours[2].Text[:60], ours[2].Text[:len(ours[2].Text)-1], strings.Replace(ours[2].Text, ".03/", ".02/", 1),
		strings.Replace(ours[2].Text, "HB1", "HB2", 1), "HB", "HB1.....", "HB1.1/1.A.A.A", "HB1.00/00" + ours[0].Text[9:],
	} {
		if err := entry.Add(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
	if after := entry.State(); len(after.MissingCodes) != len(before.MissingCodes) || after.MissingCodes[0] != 3 {
		t.Errorf("missing are %v", after.MissingCodes)
	}
	// A set of another size, and lines, carry the same message on.
	for _, c := range codesOf(t, sample(300), typed.Screen{Columns: 100, Rows: 33}) {
		if err := entry.Add(c.Text); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := entry.Message(); err != nil || !bytes.Equal(got.Data, sample(300).Data) {
		t.Error(err)
	}
}

func TestEmptyAndUnknownMessagesAreNotWritten(t *testing.T) {
	s := typed.Screen{Columns: 80, Rows: 23}
	for _, m := range []typed.Message{{Kind: capability.PortalResponse}, sample(typed.MaxSize + 1)} {
		_, lines := typed.Lines(m)
		_, codes := typed.Codes(m, s)
		if !errors.Is(lines, typed.ErrSize) || !errors.Is(codes, typed.ErrSize) {
			t.Errorf("%d bytes: %v, %v", len(m.Data), lines, codes)
		}
	}
	if _, err := typed.Text(typed.Message{Kind: "photo", Data: []byte{1}}); !errors.Is(err, typed.ErrHead) {
		t.Error(err)
	}
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

// TestForms: the forms stay as they are, for paper lasts longer than programs.
func TestForms(t *testing.T) {
	m := typed.Message{Kind: capability.PortalResponse, Data: []byte("This is a shopping list: bread, milk and tea.")}
	const page = `# response, 45 bytes, SHA-256 08b9c6f4908dca5aa6a698...
# line 0 and 3 more, in any order; letters in any case, O is 0, I and L are 1
# 'handback type' takes them in
0 2800 0B88 Q73F 944D S9DA D9MR MAE2
1 AHM6 JWS0 D5SJ 0R90 EDM6 YW3G W4RD
2 D5Q6 E83C D5SQ 8EH0 C9S6 ARB4 2N9J
3 5GG6 TTBC DCG6 2VK4 41T6 AR9E FQQ5
`
	if got, err := typed.Text(m); err != nil || got != page {
		t.Errorf("%v\n%s", err, got)
	}
	const code = "HB1.01/01.28000B88Q73F944DS9DAD9MR.AHM6JWS0D5SJ0R90EDM6YW3GD5Q6E83CD5SQ8EH0C9S6ARB45GG6TTBCDCG62VK441T6AR9E.6N19"
	if got := codesOf(t, m, typed.Screen{Columns: 80, Rows: 24})[0].Text; got != code {
		t.Errorf("%s", got)
	}
}
