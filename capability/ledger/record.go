package ledger

import (
	"errors"
	"io/fs"
	"time"

	"handback/capability"
)

// record is a journal as it was read at one moment.
type record struct {
	chain
	stamp stamp
}

// stamp tells a journal that was changed from one that was not, by its looks.
type stamp struct {
	Size int64 // bytes
	Time time.Time
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime()} }

func (s stamp) same(t stamp) bool { return s.Size == t.Size && s.Time.Equal(t.Time) }

// look gives the stamp of a return's journal.
func look(d disk, id capability.ReturnID) (stamp, error) {
	info, err := d.Lstat(journalOf(id))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return stamp{}, &Damage{ID: id, File: journalName, Err: errMissing}
	case err != nil:
		return stamp{}, err
	case !info.Mode().IsRegular():
		return stamp{}, &Damage{ID: id, File: journalName, Err: ErrNotPlain}
	}
	return stampOf(info), nil
}

// readRecord reads and checks the journal of a return. A reader may meet the
// moment in which a writer replaces a torn line; a journal that was changed
// meanwhile is read again before it is called damaged.
func readRecord(d disk, id capability.ReturnID) (*record, error) {
	const tries = 4
	before, err := look(d, id)
	for n := 1; err == nil; n++ {
		var data []byte
		if data, err = read(d, journalOf(id), MaxJournal); err != nil {
			break
		}
		c, damage := readChain(id, data)
		if damage == nil {
			return &record{c, before}, nil
		}
		now, lost := look(d, id)
		if lost != nil || n == tries || now.same(before) {
			return nil, damage
		}
		before = now
	}
	if errors.Is(err, ErrTooLarge) || errors.Is(err, ErrNotPlain) {
		err = &Damage{ID: id, File: journalName, Err: err}
	}
	return nil, err
}

// Return rebuilds a return from its journal, every line of which is checked.
// The error is [ErrNoReturn], a *[Damage], or one of the system.
func (l *Ledger) Return(id capability.ReturnID) (capability.Return, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	rec, err := l.load(id)
	if err != nil {
		return capability.Return{}, err
	}
	return rec.now, nil
}

// load gives the record of id: from memory when its journal looks as it was
// left, from the disk otherwise.
func (l *Ledger) load(id capability.ReturnID) (*record, error) {
	if err := find(l.disk, id); err != nil {
		return nil, err
	}
	if l.last != nil && l.last.now.ID == id {
		if now, err := look(l.disk, id); err == nil && now.same(l.last.stamp) {
			return l.last, nil
		}
	}
	rec, err := readRecord(l.disk, id)
	l.last = rec
	return rec, err
}
