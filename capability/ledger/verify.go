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
	Missing []string // files that facts name and that aren't there: lost, or never come with a case from elsewhere
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
		case errors.Is(err, ErrNoFile):
			c.Missing = append(c.Missing, fileName(a))
			err = &Damage{ID: id, File: fileName(a), Err: errMissing}
		case errors.Is(err, ErrDamaged):
			c.Changed = append(c.Changed, fileName(a))
		default:
			return c, err
		}
		all = errors.Join(all, err)
	}
	return c, all
}

// filesOf lists the files that facts name, each once.
func filesOf(entries []capability.Entry) []capability.Artifact {
	var all []capability.Artifact
	seen := make(map[capability.Digest]bool)
	for _, e := range entries {
		a, came := e.Artifact()
		if came && !seen[a.SHA256] {
			seen[a.SHA256] = true
			all = append(all, a)
		}
	}
	return all
}
