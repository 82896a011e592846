package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"handback/capability"
)

// What can be wrong with a whole line.
var (
	errForm  = errors.New("it is not written as a journal line is")
	errSum   = errors.New("the fact is not the one that was written")
	errChain = errors.New("it was not written after the line before it: a line is missing, changed or out of order")
)

// line is one line of a journal.
type line struct {
	Prev  capability.Digest `json:"prev"`
	Sum   capability.Digest `json:"sum"`
	Entry json.RawMessage   `json:"entry"`
}

// encodeLine writes an entry's JSON as the line after the one of digest prev,
// line end included.
func encodeLine(prev capability.Digest, entry []byte) []byte {
	return fmt.Appendf(nil, `{"prev":"%s","sum":"%s","entry":%s}`+"\n", prev, capability.DigestOf(entry), entry)
}

// decodeLine reads a line with its line end. Exactly the bytes that encodeLine
// writes are taken, so that no change goes unnoticed, in the last line either.
func decodeLine(prev capability.Digest, text []byte) (capability.Entry, error) {
	var l line
	var e capability.Entry
	if len(text) > MaxLine {
		return e, fmt.Errorf("%w: the line has %d bytes, more than %d", ErrTooLarge, len(text), MaxLine)
	}
	if err := json.Unmarshal(text, &l); err != nil {
		return e, fmt.Errorf("%w: %w", errForm, err)
	}
	switch {
	case l.Prev != prev:
		return e, errChain
	case l.Sum != capability.DigestOf(l.Entry):
		return e, errSum
	case !bytes.Equal(text, encodeLine(l.Prev, l.Entry)):
		return e, errForm
	}
	err := json.Unmarshal(l.Entry, &e)
	return e, err
}

// encodeEntry gives an entry's JSON, which fits a line, and the entry as it
// will be read back, so that what is in memory is what lies on disk.
func encodeEntry(e capability.Entry) ([]byte, capability.Entry, error) {
	if e.Fact == nil {
		return nil, e, fmt.Errorf("%w: no fact", capability.ErrUnexpected)
	}
	text, err := json.Marshal(e)
	if err != nil {
		return nil, e, err
	}
	if most := MaxLine - len(encodeLine(capability.Digest{}, nil)); len(text) > most {
		return nil, e, fmt.Errorf("%w: the fact has %d bytes, more than %d", ErrTooLarge, len(text), most)
	}
	var back capability.Entry
	err = json.Unmarshal(text, &back)
	return text, back, err
}
