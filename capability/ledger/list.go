package ledger

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"runtime"
	"slices"
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
	Step, Steps         int // the next step of the plan, of how many; 0: none is left
	Way                 capability.Way
	Purpose             capability.Purpose
	Closing             capability.Closing        // of a closed return
	Problem             capability.ProblemKind    // beside the next act; mostly none
	Flags               int                       // odd things noted of the device
	Declared            bool                      // a person declared the device dead
	Portal              capability.PortalStanding // by the portal's own word, when it was asked last
	TransferOf          capability.ReturnID       // the return whose units an activation takes over
	Debt                capability.Debt           // what it owes; empty: nothing
	OwedSince, ClosedAt time.Time                 // zero: it owes nothing, it is not closed
	Observed            Observed
	TakenIn             bool // from the case of another laptop
	OpenedAt, ChangedAt time.Time
	Err                 error // why the record can't be read, often a *[Damage]; most of the rest is then zero
}

func summarize(r capability.Return) Summary {
	s := Summary{
		ID: r.ID, Stage: r.Stage, Act: capability.Next(r).Kind, Device: r.Device, Licenses: len(r.Order.Lines),
		Way: r.Way, Purpose: r.Purpose, Closing: r.Closing, Flags: len(r.Flags), Declared: r.Declaration != nil,
		TakenIn: len(r.Sources) > 0, TransferOf: r.TransferOf, Portal: r.PortalStanding(), ClosedAt: r.ClosedAt(),
		Observed: seenIn(r.Entries), OpenedAt: r.OpenedAt, ChangedAt: r.ChangedAt,
	}
	s.Debt, s.OwedSince = r.Debt()
	plan := capability.Plan(r)
	if next := slices.IndexFunc(plan, func(p capability.Step) bool { return p.State == capability.StepNext }); next >= 0 {
		s.Step, s.Steps = plan[next].Number, len(plan)
	}
	if r.Problem != nil {
		s.Problem = r.Problem.Kind
	}
	return s
}

// List tells of all returns, the newest change first. A record that can't be
// read is in the list with its error. What a journal said when it was last
// read counts for as long as its size and time of change stay; only
// [Ledger.Return] and [Ledger.Verify] look into every line.
func (l *Ledger) List(ctx context.Context) ([]Summary, error) {
	entries, err := l.returns()
	if err != nil {
		return nil, err
	}
	all, read := l.summaries(ctx, entries)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if read >= worthSaving && l.lock != nil {
		l.index.keepOnly(all)
		l.saveIndex()
	}
	return newestFirst(all), nil
}

// returns lists the folders of the returns, and makes what was known about them before
// ready.
func (l *Ledger) returns() ([]fs.DirEntry, error) {
	entries, err := l.disk.ReadDir(returnsName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l.loadIndex()
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return capability.ReturnID(e.Name()).Check() != nil
	}), nil
}

// newestFirst sorts by the time of the last change. It moves pointers, which are
// much smaller than summaries.
func newestFirst(all []Summary) []Summary {
	order := make([]*Summary, len(all))
	for i := range all {
		order[i] = &all[i]
	}
	slices.SortFunc(order, func(a, b *Summary) int {
		return cmp.Or(b.ChangedAt.Compare(a.ChangedAt), cmp.Compare(a.ID, b.ID))
	})
	sorted := make([]Summary, len(all))
	for i, s := range order {
		sorted[i] = *s
	}
	return sorted
}

// Finished gives the closed return of a device that came to its end last. It is false
// when the device has an open return, or no closed one.
func Finished(all []Summary, host capability.HostID) (Summary, bool) {
	var last Summary
	for _, s := range all {
		switch {
		case s.Err != nil || s.Device.Host != host:
		case s.Stage.Open():
			return Summary{}, false
		case s.Stage == capability.StageClosed && (last.ID == "" || s.ClosedAt.After(last.ClosedAt)):
			last = s
		}
	}
	return last, last.ID != ""
}

// summaries tells of all returns, on all processors, and counts the journals
// that had to be read.
func (l *Ledger) summaries(ctx context.Context, entries []fs.DirEntry) ([]Summary, int64) {
	all := make([]Summary, len(entries))
	var next, read atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(all) && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				var indexed bool
				if all[i], indexed = l.summary(entries[i]); !indexed {
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
		s.Err = &Damage{ID: s.ID, Err: ErrNotPlain}
		return s, true
	}
	now, err := statJournal(l.disk, s.ID)
	if err != nil {
		s.Err = err
		return s, true
	}
	if known, ok := l.index.get(s.ID, now); ok {
		return known, true
	}
	rec, err := readRecord(l.disk, s.ID)
	if err != nil {
		s.Err, s.ChangedAt = err, now.Time
		return s, false
	}
	return l.index.note(rec), false
}
