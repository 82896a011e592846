package typed_test

import (
	"math/rand/v2"
	"testing"

	"handback/capability"
	"handback/capability/testkit"
	"handback/capability/typed"
)

// sample is a message of n bytes that are all different in each size.
func sample(n int) typed.Message {
	return of(capability.PortalResponse, n)
}

func of(kind capability.ArtifactKind, n int) typed.Message {
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

// drawn draws a code as it stands on a screen.
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
	text, err := testkit.ReadCode(rows, dark)
	if err != nil {
		t.Fatalf("it can't be scanned: %v", err)
	}
	return text
}
