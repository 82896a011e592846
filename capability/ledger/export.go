package ledger

import (
	"context"
	"errors"

	"handback/capability"
)

// Copy is a whole record as it lies on the disk, checked.
type Copy struct {
	Return   capability.Return
	LastHash capability.Digest            // of the journal's last line
	Journal  []byte                       // its whole lines
	Files    map[capability.Digest][]byte // that the facts name
}

// Export reads a record, all of it checked as [Ledger.Verify] does.
func (l *Ledger) Export(ctx context.Context, id capability.ReturnID) (Copy, error) {
	if err := find(l.disk, id); err != nil {
		return Copy{}, err
	}
	rec, err := readRecord(l.disk, id)
	if err != nil {
		return Copy{}, err
	}
	journal, err := read(l.disk, journalOf(id), MaxJournal)
	if err == nil && int64(len(journal)) < rec.size {
		err = &Damage{ID: id, File: journalName, Err: errDigest}
	}
	if err != nil {
		return Copy{}, err
	}
	c := Copy{Return: rec.now, LastHash: rec.last, Journal: journal[:rec.size], Files: map[capability.Digest][]byte{}}
	for _, a := range filesOf(rec.now.Entries) {
		if err := ctx.Err(); err != nil {
			return Copy{}, err
		}
		data, err := l.Get(id, a.SHA256)
		switch {
		case errors.Is(err, ErrNoFile) && a.elsewhere:
			continue
		case errors.Is(err, ErrNoFile):
			err = &Damage{ID: id, File: FileName(a.Artifact), Err: errMissing}
		}
		if err != nil {
			return Copy{}, err
		}
		c.Files[a.SHA256] = data
	}
	return c, nil
}

// ReadJournal rebuilds a return from the bytes of its journal, every line of
// which is checked, and gives the digest of the last one. A torn line at the
// end is an error here: nobody is writing.
func ReadJournal(id capability.ReturnID, journal []byte) (capability.Return, capability.Digest, error) {
	c, err := readChain(id, journal)
	if err == nil && c.torn > 0 {
		err = &Damage{ID: id, File: journalName, Line: len(c.now.Entries) + 1, Err: errForm}
	}
	return c.now, c.last, err
}
