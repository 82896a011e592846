package soak

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
)

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

// check compares the ends of all benches with the books and the ledger.
func (w *world) check(t *testing.T) {
	books, err := w.office.Snapshot(t.Context(), 0)
	if err = errors.Join(err, w.office.Audit(t.Context())); err != nil {
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
	all, err := w.ledger.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, b := range w.benches {
		total += b.returns
		b.check(t, books)
	}
	if len(all) != total {
		t.Errorf("the ledger has %d returns of %d", len(all), total)
	}
}

// check looks at what is left of the units of a device: nothing is odd about
// it, and each unit was credited once, on proof.
func (b *bench) check(t *testing.T, books backoffice.Snapshot) {
	host, credits := b.device.Vault().Device.Host, 0
	for _, c := range books.Credits {
		if c.Host != host {
			continue
		}
		credits++
		if c.Count != 1 || c.Basis != backoffice.OnProof {
			t.Errorf("%v: credited %+v", b, c)
		}
	}
	if credits != b.returns {
		t.Errorf("%v: %d credits for %d returns", b, credits, b.returns)
	}
	for _, d := range books.Devices {
		if d.Host == host && (len(d.Flags) > 0 || d.Rollbacks > 0) {
			t.Errorf("%v: odd to the portal: %+v", b, d.Flags)
		}
	}
	b.checkDevice(t)
	b.checkQuiet(t)
}

// checkDevice: it holds nothing any more, and made each request and loaded
// each response once.
func (b *bench) checkDevice(t *testing.T) {
	v := b.device.Vault()
	if len(v.Licenses) > 0 {
		t.Errorf("%v: the device still holds %v", b, v.Licenses)
	}
	if b.returns > 0 && (v.Last == nil || *v.Last != b.technician.mark) {
		t.Errorf("%v: the device loaded %v last, by the last return it is %v", b, v.Last, b.technician.mark)
	}
	began := (b.returns + 1) / 2 // on the device, which takes a request more
	loads, makes := b.did.Loads.Load(), b.did.Makes.Load()
	if loads != int64(b.returns) || makes != int64(b.returns+began) {
		t.Errorf("%v: %d responses were loaded and %d requests made in %d returns", b, loads, makes, b.returns)
	}
}

// checkQuiet: nothing that happens on the other lines shows on one where
// nothing happens. A busy machine may answer late, so that a message is sent
// again; closing the port can cut the second answer in two.
func (b *bench) checkQuiet(t *testing.T) {
	w := b.technician
	if b.pulled {
		return
	}
	if c := w.traffic.Counts(); c.Damaged > c.Again || w.redials.Load() > 0 || len(w.again) > 0 {
		t.Errorf("%v: %+v, %d times waited for the port, once more after %v", b, c, w.redials.Load(), w.again)
	}
}
