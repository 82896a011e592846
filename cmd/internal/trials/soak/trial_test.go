package soak

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/ledger"
	"handback/device/sim/line"
)

// trial is a back office, a technician's ledger, and lines that work at the
// same time.
type trial struct {
	dir    string
	office *backoffice.Office
	ledger *ledger.Ledger
	keys   []capability.PublicKey // the office's, which a console does not tell
	lines  []*deviceLine
	done   atomic.Int64                     // returns
	log    func(format string, args ...any) // of progress; nil: none
}

// openTrial makes a trial in an empty folder. The error is a
// [sim.ErrNoTerminal] where there are no serial lines to be had.
func openTrial(ctx context.Context, dir string, plan []*deviceLine) (*trial, error) {
	tr := &trial{dir: dir}
	err := tr.open(ctx, plan)
	if err != nil {
		return nil, errors.Join(err, tr.close())
	}
	return tr, nil
}

func (tr *trial) open(ctx context.Context, plan []*deviceLine) (err error) {
	if tr.office, err = backoffice.Init(ctx, filepath.Join(tr.dir, "books.db"), backoffice.Options{}); err != nil {
		return err
	}
	key, err := tr.office.PublicKey()
	if err != nil {
		return err
	}
	tr.keys = []capability.PublicKey{capability.PublicKey(key)}
	if tr.ledger, err = ledger.Open(filepath.Join(tr.dir, "state"), ledger.Options{}); err != nil {
		return err
	}
	for _, l := range plan {
		if err := l.open(ctx, tr); err != nil {
			return err
		}
		tr.lines = append(tr.lines, l)
	}
	return nil
}

// work does all returns and looks at what happened to them.
func (tr *trial) work(t *testing.T) {
	tr.log = t.Logf
	var all sync.WaitGroup
	for _, l := range tr.lines {
		all.Go(func() {
			if err := l.technician.work(t.Context()); err != nil {
				t.Errorf("%v: %v\n%v", l, err, &l.events)
			}
		})
	}
	all.Wait()
	if !t.Failed() {
		tr.check(t)
	}
}

// closed counts a return that was.
func (tr *trial) closed() {
	if n := tr.done.Add(1); n%100 == 0 {
		tr.log("%d returns", n)
	}
}

// close ends all that is open, in the reverse order.
func (tr *trial) close() (err error) {
	for _, l := range tr.lines {
		err = errors.Join(err, l.close())
	}
	if tr.ledger != nil {
		err = errors.Join(err, tr.ledger.Close())
	}
	if tr.office != nil {
		err = errors.Join(err, tr.office.Close())
	}
	return err
}

// checkReturn checks a return that is done: closed on proof, nothing odd, its
// journal and files whole. It keeps the mark of its response.
func (t *technician) checkReturn(ctx context.Context, id capability.ReturnID) error {
	r, err := t.desk.Return(id)
	switch {
	case err != nil:
		return err
	case r.Stage != capability.StageClosed || r.Closing != capability.ClosedOnProof || r.Mark == nil:
		return fmt.Errorf("it ended at %s, on %q, with the mark %v", r.Stage, r.Closing, r.Mark)
	case len(r.Flags) > 0:
		return fmt.Errorf("it is odd: %+v", r.Flags)
	}
	t.mark = *r.Mark
	check, err := t.desk.Verify(ctx, id)
	if err == nil && check.Torn > 0 {
		err = errors.New("the journal ends in a torn line")
	}
	return err
}

// check compares the ends of all lines with the books and the ledger.
func (tr *trial) check(t *testing.T) {
	books, err := tr.office.Snapshot(t.Context(), 0)
	if err = errors.Join(err, tr.office.Audit(t.Context())); err != nil {
		t.Fatal(err)
	}
	for _, e := range books.Entitlements {
		if e.Available != e.Total || e.Held != 0 || e.Waiting != 0 {
			t.Errorf("not every unit is available again: %+v", e)
		}
	}
	if len(books.Waiting) > 0 {
		t.Errorf("removals wait: %+v", books.Waiting)
	}
	all, err := tr.ledger.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, l := range tr.lines {
		total += l.returns
		l.check(t, books)
	}
	if len(all) != total {
		t.Errorf("the ledger has %d returns of %d", len(all), total)
	}
}

// check looks at what is left of the units of a device: nothing is odd about
// it, and each unit was credited once, on proof.
func (l *deviceLine) check(t *testing.T, books backoffice.Snapshot) {
	host, credits := l.device.Vault().Device.Host, 0
	for _, c := range books.Credits {
		if c.Host != host {
			continue
		}
		credits++
		if c.Count != 1 || c.Basis != backoffice.OnProof {
			t.Errorf("%v: credited %+v", l, c)
		}
	}
	if credits != l.returns {
		t.Errorf("%v: %d credits for %d returns", l, credits, l.returns)
	}
	for _, d := range books.Devices {
		if d.Host == host && (len(d.Flags) > 0 || d.Rollbacks > 0) {
			t.Errorf("%v: odd to the portal: %+v", l, d.Flags)
		}
	}
	l.checkDevice(t)
	l.checkQuiet(t)
}

// checkDevice: it holds nothing any more, and made each request and loaded
// each response once.
func (l *deviceLine) checkDevice(t *testing.T) {
	v := l.device.Vault()
	if len(v.Licenses) > 0 {
		t.Errorf("%v: the device still holds %v", l, v.Licenses)
	}
	if l.returns > 0 && (v.Last == nil || *v.Last != l.technician.mark) {
		t.Errorf("%v: the device loaded %v last, by the last return it is %v", l, v.Last, l.technician.mark)
	}
	began := (l.returns + 1) / 2 // on the device, which takes a request more
	loads, makes := l.did.Loads.Load(), l.did.Makes.Load()
	if loads != int64(l.returns) || makes != int64(l.returns+began) {
		t.Errorf("%v: %d responses were loaded and %d requests made in %d returns", l, loads, makes, l.returns)
	}
}

// checkQuiet: nothing that happens on the other lines shows on one where
// nothing happens. A busy machine may answer late, so that a message is sent
// again; closing the port can cut the second answer in two.
func (l *deviceLine) checkQuiet(t *testing.T) {
	w := l.technician
	if l.pulled {
		return
	}
	if c := w.traffic.Counts(); c.Damaged > c.Again || w.redials.Load() > 0 || len(w.again) > 0 {
		t.Errorf("%v: %+v, %d times waited for the port, once more after %v", l, c, w.redials.Load(), w.again)
	}
}

// report tells what happened on all lines, once they are closed. A run in which
// no cable was pulled shows nothing.
func (tr *trial) report(t *testing.T) {
	pulls, pulled := 0, false
	for _, l := range tr.lines {
		pulls, pulled = pulls+l.puller.pulls, pulled || l.pulled
		t.Log(l.report())
	}
	if pulled && pulls == 0 {
		t.Error("no cable was pulled")
	}
}

// report is what happened on a line, once it is closed.
func (l *deviceLine) report() string {
	w, c := l.technician, l.technician.traffic.Counts()
	flipped, carried := int64(0), int64(0)
	for _, way := range []line.Direction{line.AToB, line.BToA} {
		counts := l.line.Counts(way)
		flipped += counts.Flipped
		carried += counts.Bytes
	}
	return fmt.Sprintf("%v: %d returns of %v each (median), %d bytes carried, %d bits flipped, %d messages printed, cable pulled %d times;"+
		" port opened %d times and %d times again, %d messages received, %d damaged, %d sent again, %d requests made; once more after %v",
		l, len(w.took), median(w.took).Round(time.Millisecond), carried, flipped, l.puller.messages, l.puller.pulls,
		w.opened, w.redials.Load(), c.Messages, c.Damaged, c.Again, l.did.Makes.Load(), w.again)
}

func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
