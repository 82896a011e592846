package capability

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// ReturnID names a return so that it can be read aloud over a telephone:
// R- and five of 32 letters and digits without 0, O, 1 and I.
type ReturnID string

const (
	returnPrefix   = "R-"
	returnAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	returnLetters  = 5
)

// ErrReturnID says that a text is not a return ID.
var ErrReturnID = errors.New("not a return ID")

// NewReturnID draws an ID from random. There are 33 million, so the caller
// draws again when the ledger has it already.
func NewReturnID(random io.Reader) (ReturnID, error) {
	var b [returnLetters]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", err
	}
	for i := range b {
		b[i] = returnAlphabet[int(b[i])%len(returnAlphabet)]
	}
	return ReturnID(returnPrefix + string(b[:])), nil
}

// ParseReturnID reads an ID as people type it: in any case, with or without
// its prefix.
func ParseReturnID(text string) (ReturnID, error) {
	id := strings.ToUpper(strings.TrimSpace(text))
	if !strings.HasPrefix(id, returnPrefix) {
		id = returnPrefix + id
	}
	return ReturnID(id), ReturnID(id).Check()
}

// Check reports whether the ID has the one right form; such an ID is safe as a
// file name everywhere.
func (id ReturnID) Check() error {
	letters, found := strings.CutPrefix(string(id), returnPrefix)
	if !found || len(letters) != returnLetters || strings.Trim(letters, returnAlphabet) != "" {
		return fmt.Errorf("%w: %q (it looks like R-7F3K2)", ErrReturnID, string(id))
	}
	return nil
}

// HostID names a device to the portal: a type in FlexNet's words (STRING,
// ETHERNET, PUBLISHER_DEFINED, ...) and a value whose form depends on it.
// Two devices are the same to the portal when both parts are equal.
type HostID struct {
	Type  string `json:"type"`
	Value string `json:"id"`
}

// Limits of a host ID, in bytes.
const (
	MaxHostType  = 32
	MaxHostValue = 128
)

// ErrHostID says that a host ID is empty, too long or not printable.
var ErrHostID = errors.New("not a host ID")

// String is the form that is shown and typed: TYPE/value.
func (h HostID) String() string { return h.Type + "/" + h.Value }

// IsZero reports whether the host ID is unknown.
func (h HostID) IsZero() bool { return h == HostID{} }

// Check reports whether both parts are there, bounded and printable ASCII.
func (h HostID) Check() error {
	if err := checkPart("type", h.Type, MaxHostType); err != nil {
		return err
	}
	if strings.Contains(h.Type, "/") {
		return fmt.Errorf("%w: the type holds a slash", ErrHostID)
	}
	return checkPart("value", h.Value, MaxHostValue)
}

func checkPart(name, text string, most int) error {
	switch {
	case text == "":
		return fmt.Errorf("%w: the %s is empty", ErrHostID, name)
	case len(text) > most:
		return fmt.Errorf("%w: the %s has %d bytes, more than %d", ErrHostID, name, len(text), most)
	}
	for _, r := range text {
		if r < 0x21 || r > 0x7e {
			return fmt.Errorf("%w: the %s holds a character that is not printable ASCII", ErrHostID, name)
		}
	}
	return nil
}

// ParseHostID reads the form TYPE/value and checks it.
func ParseHostID(text string) (HostID, error) {
	kind, value, found := strings.Cut(text, "/")
	if !found {
		return HostID{}, fmt.Errorf("%w: write it as TYPE/value", ErrHostID)
	}
	h := HostID{Type: kind, Value: value}
	return h, h.Check()
}
