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
// will be read back, so that what is in memory is what is on disk.
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

var errAfterEnd = errors.New("something else than a line end follows the fact")

// chain is what the bytes of a journal say.
type chain struct {
	now     capability.Return
	last    capability.Digest // of the last whole line
	size    int64             // bytes of all whole lines
	torn    int64             // bytes behind them: a line that was cut while it was written
	unended bool              // the last whole line lacks its line end, which size doesn't count
}

// readChain checks every line of a journal and rebuilds the return. An error
// is a *[Damage] that tells the line.
func readChain(id capability.ReturnID, data []byte) (chain, error) {
	var c chain
	for number := 1; len(data) > 0; number++ {
		end := bytes.IndexByte(data, '\n') + 1
		var err error
		if end == 0 {
			end = len(data)
			err = c.end(id, data)
		} else {
			err = c.add(id, data[:end])
		}
		if err != nil {
			return c, &Damage{ID: id, File: journalName, Line: number, Err: err}
		}
		data = data[end:]
	}
	if c.size == 0 {
		return c, &Damage{ID: id, File: journalName, Err: errNoFact}
	}
	return c, nil
}

// add takes one more whole line.
func (c *chain) add(id capability.ReturnID, text []byte) error {
	if len(c.now.Entries) == MaxFacts {
		return fmt.Errorf("%w: more than %d facts", ErrTooLarge, MaxFacts)
	}
	e, err := decodeLine(c.last, text)
	if err != nil {
		return err
	}
	if err := c.now.Add(e); err != nil {
		return err
	}
	if c.now.ID != id {
		return fmt.Errorf("it is the journal of %s", c.now.ID)
	}
	c.last, c.size = capability.DigestOf(text), c.size+int64(len(text))
	return nil
}

// end reads a last line without a line end, as a write that was cut leaves it:
// too short, or filled up with zeros. Less than a whole fact is left out. A whole
// fact counts: nobody was told that it is safe, but it is all there and it fits,
// and leaving it out would let somebody take back the last fact unseen. A fact
// that doesn't fit, or that anything else follows, was not cut: it is damage.
func (c *chain) end(id capability.ReturnID, text []byte) error {
	if len(text) > MaxLine {
		return fmt.Errorf("%w: the line has %d bytes, more than %d", ErrTooLarge, len(text), MaxLine)
	}
	var fact json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(text))
	if dec.Decode(&fact) != nil {
		c.torn = int64(len(text))
		return nil
	}
	whole, rest := text[:dec.InputOffset()], text[dec.InputOffset():]
	if len(bytes.Trim(rest, "\x00")) > 0 {
		return errAfterEnd
	}
	if err := c.add(id, append(bytes.Clone(whole), '\n')); err != nil {
		return err
	}
	c.size, c.torn, c.unended = c.size-1, int64(len(rest)), true
	return nil
}
