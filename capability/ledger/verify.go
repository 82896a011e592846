package ledger

import (
	"context"
	"errors"

	"handback/capability"
)

// Check is what a look through a whole record found in order.
type Check struct {
	Facts    int               // lines of the journal
	Files    int               // files that the facts name
	LastHash capability.Digest // of the last line; whoever notes it can tell later that no line was cut off
	Dropped  bool              // the journal ends in a torn line, which counts as never written
}

// Verify reads the journal and every file that a fact names, all from the
// disk. The first thing that doesn't fit is the error, a *[Damage]; the Check
// says how much was in order before it.
func (l *Ledger) Verify(ctx context.Context, id capability.ReturnID) (Check, error) {
	if err := find(l.disk, id); err != nil {
		return Check{}, err
	}
	rec, err := readRecord(l.disk, id)
	if err != nil {
		return Check{}, err
	}
	c := Check{Facts: len(rec.now.Entries), LastHash: rec.last, Dropped: rec.torn > 0}
	for _, a := range filesOf(rec.now.Entries) {
		if err := ctx.Err(); err != nil {
			return c, err
		}
		_, err := l.Get(id, a.SHA256)
		if errors.Is(err, ErrNoFile) {
			err = &Damage{ID: id, File: fileName(a), Err: errMissing}
		}
		if err != nil {
			return c, err
		}
		c.Files++
	}
	return c, nil
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
