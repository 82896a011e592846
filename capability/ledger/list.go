package ledger

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"handback/capability"
)

// Summary is a return in a list.
type Summary struct {
	ID                  capability.ReturnID
	Stage               capability.Stage
	Act                 capability.ActKind // the next one
	Device              capability.Identity
	Licenses            int // lines of the order
	OpenedAt, ChangedAt time.Time
	Err                 error // why the record can't be read, often a *[Damage]; most of the rest is then zero
}

func summarize(r capability.Return) Summary {
	return Summary{
		ID: r.ID, Stage: r.Stage, Act: capability.Next(r).Kind, Device: r.Device, Licenses: len(r.Order.Lines),
		OpenedAt: r.OpenedAt, ChangedAt: r.ChangedAt,
	}
}

// List tells of all returns, the newest change first. A record that can't be
// read is in the list with its error. What a journal said when it was last
// read counts for as long as its size and time of change stay; only
// [Ledger.Return] and [Ledger.Verify] look into every line.
func (l *Ledger) List(ctx context.Context) ([]Summary, error) {
	entries, err := l.disk.ReadDir(returnsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return capability.ReturnID(e.Name()).Check() != nil
	})
	l.loadIndex()
	all, read := l.summaries(ctx, entries)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if read >= worthSaving && l.lock != nil {
		l.index.keepOnly(all)
		l.saveIndex()
	}
	slices.SortFunc(all, func(a, b Summary) int {
		if c := b.ChangedAt.Compare(a.ChangedAt); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return all, nil
}

// summaries looks at all returns on all processors and counts the journals
// that had to be read.
func (l *Ledger) summaries(ctx context.Context, entries []fs.DirEntry) ([]Summary, int64) {
	all := make([]Summary, len(entries))
	var next, read atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(all)) && ctx.Err() == nil; i = next.Add(1) - 1 {
				var known bool
				if all[i], known = l.summary(entries[i]); !known {
					read.Add(1)
				}
			}
		})
	}
	workers.Wait()
	return all, read.Load()
}

// summary tells of one return, and whether it was known without reading.
func (l *Ledger) summary(entry fs.DirEntry) (Summary, bool) {
	s := Summary{ID: capability.ReturnID(entry.Name())}
	if !entry.IsDir() {
		s.Err = &Damage{ID: s.ID, Err: errNotPlain}
		return s, true
	}
	now, err := look(l.disk, s.ID)
	if err != nil {
		s.Err = err
		return s, true
	}
	if known, ok := l.index.get(s.ID, now); ok {
		return known, true
	}
	rec, err := readRecord(l.disk, s.ID)
	if err != nil {
		s.Err, s.ChangedAt = err, now.time
		return s, false
	}
	l.index.note(rec)
	return summarize(rec.now), false
}
