package typed_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/boombuler/barcode/qr"
	"pgregory.net/rapid"

	"handback/capability"
	"handback/capability/typed"
)

// TestCapacityIsTheEncoders: a full code is of its version, and one character
// more makes it the next.
func TestCapacityIsTheEncoders(t *testing.T) {
	for version := 2; version <= typed.MaxVersion; version += 6 {
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
	ours, theirs := codesOf(t, sample(300), s), codesOf(t, of(capability.ReturnRequest, 300), s)
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
