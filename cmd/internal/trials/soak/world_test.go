package soak

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/ledger"
)

// world is a back office, a technician's ledger, and benches that work at the
// same time.
type world struct {
	dir     string
	office  *backoffice.Office
	ledger  *ledger.Ledger
	keys    []capability.PublicKey // the office's, which a console does not tell
	benches []*bench
	done    atomic.Int64                     // returns
	log     func(format string, args ...any) // of progress; nil: none
}

// openWorld makes a world in an empty folder. The error is a
// [sim.ErrNoTerminal] where there are no serial lines to be had.
func openWorld(ctx context.Context, dir string, plan []*bench) (*world, error) {
	w := &world{dir: dir}
	err := w.open(ctx, plan)
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	return w, nil
}

func (w *world) open(ctx context.Context, plan []*bench) (err error) {
	if w.office, err = backoffice.Init(ctx, filepath.Join(w.dir, "books.db"), backoffice.Options{}); err != nil {
		return err
	}
	key, err := w.office.PublicKey()
	if err != nil {
		return err
	}
	w.keys = []capability.PublicKey{capability.PublicKey(key)}
	if w.ledger, err = ledger.Open(filepath.Join(w.dir, "state"), ledger.Options{}); err != nil {
		return err
	}
	for _, b := range plan {
		if err := b.open(ctx, w); err != nil {
			return err
		}
		w.benches = append(w.benches, b)
	}
	return nil
}

// work does all returns and looks at what came of them.
func (w *world) work(t *testing.T) {
	w.log = t.Logf
	var all sync.WaitGroup
	for _, b := range w.benches {
		all.Go(func() {
			if err := b.technician.work(t.Context()); err != nil {
				t.Errorf("%v: %v\n%v", b, err, &b.diary)
			}
		})
	}
	all.Wait()
	if !t.Failed() {
		w.check(t)
	}
}

// closed counts a return that was.
func (w *world) closed() {
	if n := w.done.Add(1); n%100 == 0 {
		w.log("%d returns", n)
	}
}

// close ends all that is open, in the reverse order.
func (w *world) close() (err error) {
	for _, b := range w.benches {
		err = errors.Join(err, b.close())
	}
	if w.ledger != nil {
		err = errors.Join(err, w.ledger.Close())
	}
	if w.office != nil {
		err = errors.Join(err, w.office.Close())
	}
	return err
}
