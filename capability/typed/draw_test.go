package typed_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"handback/capability"
	"handback/capability/testkit/camera"
	"handback/capability/typed"
)

// sample is a message of n bytes that are all different in each size.
func sample(n int) typed.Message {
	return messageOf(capability.PortalResponse, n)
}

func messageOf(kind capability.ArtifactKind, n int) typed.Message {
	random := rand.NewChaCha8([32]byte{byte(n), byte(n >> 8), byte(n >> 16)})
	m := typed.Message{Kind: kind, Data: make([]byte, n)}
	_, _ = random.Read(m.Data)
	return m
}

func codesOf(t testing.TB, m typed.Message, s typed.Screen) []typed.Code {
	t.Helper()
	codes, err := typed.Codes(m, s)
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

// drawn draws a code as it is on a screen.
func drawn(t testing.TB, c typed.Code, ink typed.Ink) []string {
	t.Helper()
	rows, err := c.Draw(ink)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// scan reads a drawing from a dark or a light terminal.
func scan(t testing.TB, rows []string, dark bool) string {
	t.Helper()
	text, err := camera.ReadCode(rows, dark)
	if err != nil {
		t.Fatalf("it can't be scanned: %v", err)
	}
	return text
}

// TestWhatIsDrawnCanBeScanned takes a picture of every code on the screen and
// enters what a scanner makes of it, the last one first.
func TestWhatIsDrawnCanBeScanned(t *testing.T) {
	sizes := map[typed.Screen][]int{
		{Columns: 40, Rows: 20}: {1, 228}, {Columns: 80, Rows: 23}: {1, 228, 1024, 8000},
		{Columns: 120, Rows: 39}: {1, 228, 1024}, {Columns: 200, Rows: 60}: {700},
	}
	for s, all := range sizes {
		for _, size := range all {
			t.Run(fmt.Sprintf("%dx%d/%d", s.Columns, s.Rows, size), func(t *testing.T) {
				m := sample(size)
				codes, err := typed.Codes(m, s)
				if many := new(typed.TooManyError); errors.As(err, &many) {
					if many.Codes <= many.Most || !strings.Contains(err.Error(), "larger") {
						t.Errorf("%v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				var entry typed.Entry
				for i := range codes {
					c := codes[len(codes)-1-i]
					rows := drawn(t, c, typed.Colors)
					if err := entry.Add(scan(t, rows, true)); err != nil {
						t.Fatal(err)
					}
				}
				got, err := entry.Message()
				if err != nil || got.Kind != m.Kind || !bytes.Equal(got.Data, m.Data) {
					t.Errorf("%d bytes came back as %d: %v", size, len(got.Data), err)
				}
			})
		}
	}
}

func TestEveryInkScansWhereItIsMeantFor(t *testing.T) {
	c := codesOf(t, sample(100), typed.Screen{Columns: 80, Rows: 23})[0]
	tests := []struct {
		name            string
		ink             typed.Ink
		onDark, onLight bool
	}{
		{"colors", typed.Colors, true, true},
		{"on dark", typed.OnDark, true, false},
		{"on light", typed.OnLight, false, true},
	}
	for _, tt := range tests {
		rows := drawn(t, c, tt.ink)
		if tt.onDark {
			if got := scan(t, rows, true); got != c.Text {
				t.Errorf("%s, on a dark terminal: %q", tt.name, got)
			}
		}
		if tt.onLight {
			if got := scan(t, rows, false); got != c.Text {
				t.Errorf("%s, on a light terminal: %q", tt.name, got)
			}
		}
		if escapes := strings.Contains(strings.Join(rows, ""), "\x1b"); escapes != (tt.ink == typed.Colors) {
			t.Errorf("%s: terminal sequences %t", tt.name, escapes)
		}
	}
}

func TestCodesFitTheScreenWithTheirQuietZone(t *testing.T) {
	for columns := 30; columns <= 130; columns += 20 {
		for rows := 15; rows <= 60; rows += 15 {
			s := typed.Screen{Columns: columns, Rows: rows}
			codes, err := typed.Codes(sample(300), s)
			if err != nil {
				if many := new(typed.TooManyError); !errors.Is(err, typed.ErrNoRoom) && !errors.As(err, &many) {
					t.Errorf("%v: %v", s, err)
				}
				continue
			}
			drawing := drawn(t, codes[0], typed.OnLight)
			if len(drawing) > rows {
				t.Errorf("%v: %d rows", s, len(drawing))
			}
			for _, row := range append(drawing[:2:2], drawing[len(drawing)-2:]...) {
				if strings.Trim(row, " ") != "" {
					t.Errorf("%v: no quiet zone in %q", s, row)
				}
			}
			for _, row := range drawing {
				if n := utf8.RuneCountInString(row); n > columns || row[:4] != "    " || row[len(row)-4:] != "    " {
					t.Errorf("%v: %d columns in %q", s, n, row)
				}
			}
		}
	}
}

func TestNoRoom(t *testing.T) {
	for _, s := range []typed.Screen{{}, {Columns: 80, Rows: 10}, {Columns: 20, Rows: 60}, {Columns: -1, Rows: 5}} {
		if _, err := typed.Codes(sample(5), s); !errors.Is(err, typed.ErrNoRoom) {
			t.Errorf("%v: %v", s, err)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, s := range []typed.Screen{{Columns: 80, Rows: 23}, {Columns: 120, Rows: 39}, {Columns: 120, Rows: 60}} {
		c := codesOf(b, sample(1024), s)[0]
		b.Run(c.Part.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := c.Draw(typed.OnDark); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
