package message_test

import (
	"bytes"
	"testing"

	"handback/capability/message"
)

func TestFirstPartsAMessageFromWhatFollows(t *testing.T) {
	whole := sealed(t, fullResponse())
	for _, rest := range [][]byte{nil, {0}, []byte("\r\n"), whole, bytes.Repeat([]byte{0x1a}, 4096)} {
		got, after, found := message.First(append(bytes.Clone(whole), rest...))
		if !found || !bytes.Equal(got, whole) || !bytes.Equal(after, rest) {
			t.Errorf("with %d bytes behind it: %d and %d bytes, %t", len(rest), len(got), len(after), found)
		}
	}
	for n := range len(whole) {
		if _, _, found := message.First(whole[:n]); found {
			t.Errorf("the first %d bytes are taken for a whole message", n)
		}
	}
	if _, _, found := message.First(append([]byte{0}, whole...)); found {
		t.Error("a byte in front of it was passed over")
	}
}
