package typed_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/typed"

	"pgregory.net/rapid"
)

// sloppy writes a line as a person does: in any case, with look-alikes, and
// divided in any way behind the number.
func sloppy(t *rapid.T, line string) string {
	var out strings.Builder
	number, digits, _ := strings.Cut(strings.TrimSpace(line), " ")
	out.WriteString(rapid.SampledFrom([]string{"", " ", "\t"}).Draw(t, "before") + number)
	out.WriteString(rapid.SampledFrom([]string{" ", ": ", ".", ") ", "-", " - "}).Draw(t, "behind"))
	alike := map[rune][]string{'0': {"0", "O", "o"}, '1': {"1", "I", "l", "L", "i"}}
	for _, r := range strings.ReplaceAll(digits, " ", "") {
		text := string(r)
		if others := alike[r]; others != nil {
			text = rapid.SampledFrom(others).Draw(t, "look-alike")
		} else if rapid.Bool().Draw(t, "small") {
			text = strings.ToLower(text)
		}
		out.WriteString(text + rapid.SampledFrom([]string{"", "", "", " ", "-", "–"}).Draw(t, "between"))
	}
	return out.String()
}

func TestSloppilyTypedLinesInAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := typed.Message{
			Kind: rapid.SampledFrom([]capability.ArtifactKind{
				capability.ReturnRequest, capability.PortalResponse, capability.ConfirmationRequest, capability.PortalReceipt, capability.DeclarationFile,
			}).Draw(t, "kind"),
			Data: rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "data"),
		}
		lines, err := typed.Lines(m)
		if err != nil {
			t.Fatal(err)
		}
		var entry typed.Entry
		for _, line := range rapid.Permutation(lines).Draw(t, "order") {
			// Every line comes from a copy of the entry that was put down.
			var again typed.Entry
			if wrong := again.Enter(entry.Text()); wrong != nil {
				t.Fatalf("put down and taken up: %v", wrong)
			}
			entry = again
			if _, err := entry.Message(); !errors.As(err, new(*typed.MissingError)) {
				t.Fatalf("complete too early: %v", err)
			}
			if err := entry.Add(sloppy(t, line)); err != nil {
				t.Fatal(err)
			}
		}
		got, err := entry.Message()
		if err != nil || got.Kind != m.Kind || !bytes.Equal(got.Data, m.Data) || !entry.State().Complete {
			t.Fatalf("%s, %d bytes, %v", got.Kind, len(got.Data), err)
		}
	})
}

// TestEveryMistypedCharacterIsNoticed tries every character for every other at
// each place, and every two neighbors swapped. A CRC is linear: what differs
// for these digits around them differs for all.
func TestEveryMistypedCharacterIsNoticed(t *testing.T) {
	const digits = "00000000000000000000000"
	for i := range len(digits) + 1 {
		for a := range len(typed.Alphabet) {
			for b := range a {
				wrong, right := typed.Alphabet[a:a+1], typed.Alphabet[b:b+1]
				if typed.Check("7", "", digits[:i]+wrong+digits[i:]) == typed.Check("7", "", digits[:i]+right+digits[i:]) {
					t.Errorf("%s for %s at %d is not noticed", wrong, right, i)
				}
				if i < len(digits) && typed.Check("7", "", digits[:i]+wrong+right+digits[i+1:]) == typed.Check("7", "", digits[:i]+right+wrong+digits[i+1:]) {
					t.Errorf("%s and %s swapped at %d are not noticed", wrong, right, i)
				}
			}
		}
	}
}

func TestTheWrongLineIsNamed(t *testing.T) {
	lines, other := linesOf(t, sample(60)), linesOf(t, sample(61))
	tests := []struct {
		name, line, says string
		want             error
	}{
		{"no number", "ABCD EFGH", "begin with its number", typed.ErrNumber},
		{"nothing but a number", "3", "begin with its number", typed.ErrNumber},
		{"too large a number", "99999 ABCD", "begin with its number", typed.ErrNumber},
		{"a character that is not used", "2 ABCU", `line 2: a character that is not used here: 'U'`, typed.ErrCharacter},
		{"a terminal sequence", "2 AB\x1b[31m", `line 2: a character that is not used here: '\x1b'`, typed.ErrCharacter},
		{"a character too few", lines[2][:len(lines[2])-1], "line 2: it has too few or too many characters: 27, not 28", typed.ErrLength},
		{"a character too many", lines[2] + "A", "29, not 28", typed.ErrLength},
		{"the check alone", "2 ABCD", "line 2", typed.ErrLength},
		{"one character wrong", swapOne(lines[2]), "line 2: a character is wrong", typed.ErrCheck},
		{"under another number", "2" + lines[3][1:], "line 2: this stands under another number: it is line 3", typed.ErrMoved},
		{"of another message", other[2], "line 2", typed.ErrCheck},
		{"line 0 of another message", other[0], "line 0: it belongs to another message", typed.ErrOther},
		{"line 0 mistyped", swapOne(lines[0]), "line 0: a character is wrong", typed.ErrCheck},
		{"line 0 too short", "0 ABCD EFGH", "line 0", typed.ErrLength},
		{"behind the last", "9" + lines[2][1:], "line 9: the message has no such part", typed.ErrBeyond},
		{"endless", "2 " + strings.Repeat("A", 5000), "too few or too many", typed.ErrLength},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var entry typed.Entry
			if wrong := entry.Enter(strings.Join(lines, "\r\n\r\n")); wrong != nil {
				t.Fatal(wrong)
			}
			err := entry.Add(tt.line)
			var wrong *typed.WrongError
			if !errors.As(err, &wrong) || !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
			if _, err := entry.Message(); err != nil {
				t.Errorf("what was right is lost: %v", err)
			}
		})
	}
}

// swapOne mistypes one character.
func swapOne(line string) string {
	i := len(line) / 2
	for line[i] == ' ' {
		i++
	}
	wrong := "A"
	if line[i] == 'A' {
		wrong = "B"
	}
	return line[:i] + wrong + line[i+1:]
}

func TestLinesBeforeTheFirstAreCheckedWithIt(t *testing.T) {
	lines := linesOf(t, sample(60))
	var entry typed.Entry
	if wrong := entry.Enter(lines[1] + "\n" + swapOne(lines[2])); wrong != nil {
		t.Fatal(wrong)
	}
	if got := entry.State(); got.Head != nil || got.Waiting != 2 {
		t.Errorf("%+v", got)
	}
	err := entry.Add(lines[0])
	if !errors.Is(err, typed.ErrCheck) || !strings.Contains(err.Error(), "line 2") || strings.Contains(err.Error(), "line 1") {
		t.Errorf("got %v", err)
	}
	if got := fmt.Sprint(entry.State().MissingLines); got != "[2 3 4]" {
		t.Errorf("missing are %s", got)
	}
	_, err = entry.Message()
	if err == nil || err.Error() != "still missing: lines 2-4" {
		t.Error(err)
	}
}

func TestRanges(t *testing.T) {
	for want, numbers := range map[string][]int{"": nil, "3": {3}, "0-2": {0, 1, 2}, "1, 3-5, 9": {1, 3, 4, 5, 9}} {
		if got := typed.Ranges(numbers); got != want {
			t.Errorf("%v: %q", numbers, got)
		}
	}
}

// FuzzEntry: whatever is entered, it is never taken for a message that it does
// not make up, and what was put down is taken up again.
func FuzzEntry(f *testing.F) {
	page, err := typed.Text(sample(40))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(page)
	f.Add(page[:len(page)/2])
	for _, c := range codesOf(f, sample(150), typed.Screen{Columns: 80, Rows: 23}) {
		f.Add(c.Text)
		f.Add(page + c.Text)
	}
	f.Add("0 \x1b\n7:OIL\nHB1.1/1...")
	f.Fuzz(func(t *testing.T, text string) {
		var entry, again typed.Entry
		for _, err := range entry.Enter(text) {
			if !errors.As(err, new(*typed.WrongError)) {
				t.Errorf("%v says not what is wrong", err)
			}
		}
		m, err := entry.Message()
		if complete := entry.State().Complete; (err == nil) != complete {
			t.Errorf("complete %t, but %v", complete, err)
		}
		if err == nil {
			if _, err := typed.Lines(m); err != nil {
				t.Errorf("taken, but can't be written: %v", err)
			}
		}
		if wrong := again.Enter(entry.Text()); wrong != nil || again.Text() != entry.Text() {
			t.Errorf("taken up again: %v\n%s%s", wrong, entry.Text(), again.Text())
		}
	})
}

// FuzzRightChecks gives whatever comes the right check, so that it gets beyond
// it: heads of impossible messages, parts that no set has, bodies of any length.
func FuzzRightChecks(f *testing.F) {
	code := codesOf(f, sample(45), typed.Screen{Columns: 80, Rows: 23})[0]
	f.Add(code.Text[10:34], 1, 1, code.Text[35:107])
	f.Add(code.Text[10:34], 2, 3, "ABCDEFGH")
	f.Add("000000000000000000000000", 99, 99, "0")
	f.Fuzz(func(t *testing.T, head string, number, total int, body string) {
		name := fmt.Sprintf("%d/%d", number, total)
		var entry typed.Entry
		for _, text := range []string{
			fmt.Sprintf("%d %s%s", number, body, typed.Check(fmt.Sprint(number), head, body)),
			fmt.Sprintf("0 %s%s", head, typed.Check("0", "", head)),
			fmt.Sprintf("HB1.%s.%s.%s.%s", name, head, body, typed.Check(name, head, body)),
		} {
			if err := entry.Add(text); err != nil && !errors.As(err, new(*typed.WrongError)) {
				t.Errorf("%v says not what is wrong", err)
			}
		}
		if m, err := entry.Message(); err == nil && (len(m.Data) < 1 || len(m.Data) > typed.MaxSize) {
			t.Errorf("a message of %d bytes was taken", len(m.Data))
		}
	})
}
