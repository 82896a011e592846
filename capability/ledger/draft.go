package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"path"

	"handback/capability"
)

// draftName is the file of what a person entered so far of an answer that is
// not whole yet. It is no evidence: facts don't name it, and it has no digest.
const draftName = "draft.txt"

// Draft gives what was put down for a return by [Ledger.SetDraft], nothing when
// there is none.
func (l *Ledger) Draft(id capability.ReturnID) ([]byte, error) {
	if err := find(l.disk, id); err != nil {
		return nil, err
	}
	data, err := read(l.disk, path.Join(dirOf(id), draftName), MaxFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, ErrTooLarge), errors.Is(err, ErrNotPlain):
		return nil, &Damage{ID: id, File: draftName, Err: err}
	}
	return data, err
}

// SetDraft puts data down in the place of what was there before; without data
// the draft is taken away. It lies safely on the disk when SetDraft returns.
func (l *Ledger) SetDraft(id capability.ReturnID, data []byte) error {
	if l.lock == nil {
		return ErrReadOnly
	}
	if len(data) > MaxFile {
		return fmt.Errorf("%w: the draft has %d bytes, more than %d", ErrTooLarge, len(data), MaxFile)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := find(l.disk, id); err != nil {
		return err
	}
	d, name := l.doing("draft"), path.Join(dirOf(id), draftName)
	var err error
	if len(data) == 0 {
		if err = d.RemoveAll(name); err == nil {
			err = d.SyncDir(dirOf(id))
		}
	} else {
		err = replace(d, name, data)
	}
	if err != nil {
		return fmt.Errorf("keeping the draft of %s: %w", id, err)
	}
	return nil
}
