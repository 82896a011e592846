package ledger

import (
	"context"
	"errors"

	"handback/capability"
)

// Check is what a look through a whole record found.
type Check struct {
	Facts    int               // lines of the journal
	Files    int               // that the facts name, and that are whole
	LastHash capability.Digest // of the last line; whoever notes it can tell later that no line was cut off

	// What a cut write leaves, which is no damage.
	Torn    int64 // bytes at the end of the journal that are no whole line, and count as never written
	Unended bool  // the last line is whole but for its line end, and counts

	Changed []string // files whose bytes are not the facts', by their names in the record
	Missing []string // files that were kept here and aren't there any more

	// NeverCame are files that only facts of a case from elsewhere name, and that
	// did not come with it. That is no damage.
	NeverCame []string
}

// Verify reads the journal and every file that a fact names, all from the
// disk. What doesn't fit is the error: a *[Damage] of the journal, with its line,
// or one for each file that is changed or missing, joined.
func (l *Ledger) Verify(ctx context.Context, id capability.ReturnID) (Check, error) {
	if err := find(l.disk, id); err != nil {
		return Check{}, err
	}
	rec, err := readRecord(l.disk, id)
	if err != nil {
		return Check{}, err
	}
	c := Check{Facts: len(rec.now.Entries), LastHash: rec.last, Torn: rec.torn, Unended: rec.unended}
	var all error
	for _, a := range filesOf(rec.now.Entries) {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		_, err := l.Get(id, a.SHA256)
		switch {
		case err == nil:
			c.Files++
		case errors.Is(err, ErrNoFile) && a.elsewhere:
			c.NeverCame = append(c.NeverCame, FileName(a.Artifact))
			continue
		case errors.Is(err, ErrNoFile):
			c.Missing = append(c.Missing, FileName(a.Artifact))
			err = &Damage{ID: id, File: FileName(a.Artifact), Err: errMissing}
		case errors.Is(err, ErrDamaged):
			c.Changed = append(c.Changed, FileName(a.Artifact))
		default:
			return c, err
		}
		all = errors.Join(all, err)
	}
	return c, all
}

// namedFile is a file that facts name.
type namedFile struct {
	capability.Artifact
	elsewhere bool // by none that was noted here
}

// filesOf lists the files that facts name, each once.
func filesOf(entries []capability.Entry) []namedFile {
	var all []namedFile
	at := make(map[capability.Digest]int)
	for _, e := range entries {
		a, came := e.Artifact()
		if !came {
			continue
		}
		i, seen := at[a.SHA256]
		if !seen {
			i = len(all)
			at[a.SHA256] = i
			all = append(all, namedFile{a, true})
		}
		all[i].elsewhere = all[i].elsewhere && e.From != nil
	}
	return all
}
