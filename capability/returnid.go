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
