package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"handback/capability"
)

var errAfterEnd = errors.New("something else than a line end follows the fact")

// chain is what the bytes of a journal say.
type chain struct {
	now  capability.Return
	last capability.Digest // of the last whole line
	size int64             // bytes of all whole lines
	torn int64             // bytes of the line that was cut while it was written
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
			err = c.drop(data)
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

// drop leaves out a last line without a line end, as a cut write leaves it:
// too short, or with zeros where the rest should be. A whole fact that
// something else follows was not cut.
func (c *chain) drop(text []byte) error {
	if len(text) > MaxLine {
		return fmt.Errorf("%w: the line has %d bytes, more than %d", ErrTooLarge, len(text), MaxLine)
	}
	var whole json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(text))
	if dec.Decode(&whole) == nil && len(bytes.Trim(text[dec.InputOffset():], "\x00")) > 0 {
		return errAfterEnd
	}
	c.torn = int64(len(text))
	return nil
}
