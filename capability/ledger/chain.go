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

// end takes a last line without a line end, as a cut write leaves it: too
// short, or with zeros where the rest should be. What is short of a fact is
// left out. A whole fact counts as written: it was told to nobody as safe, but
// it is all there and fits, and leaving it out would let a journal go back by
// one fact unseen. One that doesn't fit, or that something else follows, was
// not cut.
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
