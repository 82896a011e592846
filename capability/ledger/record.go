package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"time"

	"handback/capability"
)

// record is a journal as it was read at one moment.
type record struct {
	chain
	stamp stamp
}

// stamp tells whether a journal was changed: by its size and time of change.
type stamp struct {
	Size int64 // bytes
	Time time.Time
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime()} }

func (s stamp) same(t stamp) bool { return s.Size == t.Size && s.Time.Equal(t.Time) }

// statJournal gives the stamp of a return's journal.
func statJournal(d disk, id capability.ReturnID) (stamp, error) {
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
	before, err := statJournal(d, id)
	for n := 1; err == nil; n++ {
		var data []byte
		if data, err = read(d, journalOf(id), MaxJournal); err != nil {
			break
		}
		c, damage := readChain(id, data)
		if damage == nil {
			return &record{c, before}, nil
		}
		now, lost := statJournal(d, id)
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
	defer l.turns.take(id)()
	rec, err := l.load(id)
	if err != nil {
		return capability.Return{}, err
	}
	return rec.now, nil
}

// load gives the record of id: from memory while its journal has the same stamp,
// else from the disk. The caller has its turn.
func (l *Ledger) load(id capability.ReturnID) (*record, error) {
	if err := find(l.disk, id); err != nil {
		return nil, err
	}
	if rec := l.recent.of(id); rec != nil {
		if now, err := statJournal(l.disk, id); err == nil && now.same(rec.stamp) {
			return rec, nil
		}
	}
	rec, err := readRecord(l.disk, id)
	if err != nil {
		l.recent.drop(id)
		return nil, err
	}
	l.recent.keep(rec)
	return rec, nil
}

// Create begins a record. The fact must be a capability.Opened; [ErrExists]
// says that its ID is taken. The folder appears with its journal in it or not
// at all.
func (l *Ledger) Create(e capability.Entry) (capability.Return, error) {
	var r capability.Return
	if l.lock == nil {
		return r, ErrReadOnly
	}
	text, e, err := encodeEntry(e)
	if err != nil {
		return r, err
	}
	next, err := r.With(e)
	if err != nil {
		return r, err
	}
	id := next.ID
	defer l.turns.take(id)()
	if _, err := l.disk.Lstat(dirOf(id)); err == nil {
		return r, fmt.Errorf("%w: %s", ErrExists, id)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return r, err
	}
	return l.begin(l.doing("create"), id, encodeLine(capability.Digest{}, text))
}

// begin writes a new record of whole lines and reads it back.
func (l *Ledger) begin(d disk, id capability.ReturnID, lines []byte) (capability.Return, error) {
	var none capability.Return
	if len(lines) > MaxJournal {
		return none, fmt.Errorf("%w: the journal of %s would have %d bytes", ErrTooLarge, id, len(lines))
	}
	if err := l.makeFolder(d, id, lines); err != nil {
		return none, fmt.Errorf("beginning the record of %s: %w", id, err)
	}
	rec, err := l.load(id)
	if err != nil {
		return none, err
	}
	l.index.note(rec)
	return rec.now, nil
}

// makeFolder makes the folder of a return under another name and renames it.
func (l *Ledger) makeFolder(d disk, id capability.ReturnID, lines []byte) error {
	l.making.Lock()
	defer l.making.Unlock()
	temp := path.Join(returnsName, fresh)
	if err := d.RemoveAll(temp); err != nil {
		return err
	}
	if err := d.Mkdir(temp); err != nil {
		return err
	}
	if err := write(d, path.Join(temp, journalName), lines); err != nil {
		return err
	}
	if err := d.SyncDir(temp); err != nil {
		return err
	}
	if err := d.Rename(temp, dirOf(id)); err != nil {
		return err
	}
	if err := d.SyncDir(returnsName); err != nil {
		return errors.Join(err, d.Rename(dirOf(id), temp)) // as if it had never been
	}
	return nil
}

// Append adds one fact to a record. It is safe on the disk when Append returns;
// after an error the record is as it was. A fact that can't follow is
// capability.ErrUnexpected or another error of the rules, and not written.
func (l *Ledger) Append(id capability.ReturnID, e capability.Entry) (capability.Return, error) {
	var none capability.Return
	if l.lock == nil {
		return none, ErrReadOnly
	}
	text, e, err := encodeEntry(e)
	if err != nil {
		return none, err
	}
	defer l.turns.take(id)()
	rec, err := l.load(id)
	if err != nil {
		return none, err
	}
	next, err := rec.now.With(e)
	if err != nil {
		return none, err
	}
	if err := l.grow(l.doing("append"), rec, next, encodeLine(rec.last, text)); err != nil {
		return none, err
	}
	return next, nil
}

// grow adds whole lines to a record, which then says what next says.
func (l *Ledger) grow(d disk, rec *record, next capability.Return, added []byte) error {
	if rec.unended {
		added = append([]byte{'\n'}, added...)
	}
	id, total := next.ID, rec.size+int64(len(added))
	if total > MaxJournal || len(next.Entries) > MaxFacts {
		return fmt.Errorf("%w: the journal of %s would have %d facts in %d bytes", ErrTooLarge, id, len(next.Entries), total)
	}
	l.recent.drop(id)
	now, err := l.extend(d, rec, added)
	if err != nil {
		return fmt.Errorf("writing the record of %s: %w", id, err)
	}
	lastLine := added[bytes.LastIndexByte(added[:len(added)-1], '\n')+1:]
	rec = &record{chain{now: next, last: capability.DigestOf(lastLine), size: total}, now}
	l.recent.keep(rec)
	l.index.note(rec)
	return nil
}

// extend writes lines behind the whole lines of a journal. If that fails, it cuts
// them off again; if that fails too, the next reader drops the torn line. The
// lines are safe even when the stamp can't be read: then the stamp is zero, and
// the next call reads the journal again.
func (l *Ledger) extend(d disk, rec *record, added []byte) (now stamp, err error) {
	f, err := d.Edit(journalOf(rec.now.ID))
	if err != nil {
		return now, err
	}
	defer f.Close()
	if rec.torn > 0 {
		l.log.Warn("dropped the end of a journal, which was cut while it was written", "return", rec.now.ID, "bytes", rec.torn)
		if err := f.Truncate(rec.size); err != nil {
			return now, err
		}
	}
	if _, err = f.WriteAt(added, rec.size); err == nil {
		err = f.Sync()
	}
	if err != nil {
		return now, errors.Join(err, f.Truncate(rec.size), f.Sync())
	}
	if info, unseen := f.Stat(); unseen == nil {
		now = stampOf(info)
	}
	return now, nil
}
