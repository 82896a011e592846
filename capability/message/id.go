package message

import (
	"encoding/hex"
	"fmt"
	"io"
)

// ID names one request or response. It is random; its text form is 32
// lower-case hexadecimal digits.
type ID [16]byte

// NewID takes an ID from a source of randomness.
func NewID(random io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return ID{}, fmt.Errorf("no randomness for a message ID: %w", err)
	}
	return id, nil
}

// ParseID reads the text form.
func ParseID(text string) (ID, error) {
	var id ID
	err := id.UnmarshalText([]byte(text))
	return id, err
}

func (id ID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText implements encoding.TextMarshaler.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(id)) {
		return fmt.Errorf("a message ID has %d hexadecimal digits, not %d", hex.EncodedLen(len(id)), len(text))
	}
	if _, err := hex.Decode(id[:], text); err != nil {
		return fmt.Errorf("message ID: %w", err)
	}
	return nil
}
