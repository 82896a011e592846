package desk

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/media"
)

// ErrNotReleased says that the site wants sticks released, and that this one
// could not be: what was saved is on it, but it must not be taken out yet. The
// error wraps what is in the way.
var ErrNotReleased = errors.New("the stick must not be taken out yet")

// ErrNeedsScan says that the site wants a scan on record before a response from
// a stick is loaded.
var ErrNeedsScan = errors.New("no scan of the stick is on record")

// NoteScan puts on record that the stick with the response was scanned before
// it came here. The error is [capability.ErrScan] when the record is not
// complete.
func (d *Desk) NoteScan(_ context.Context, id capability.ReturnID, scan capability.Scanned) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	if err := scan.Check(d.o.Now()); err != nil {
		return r, err
	}
	scan.When = scan.When.UTC()
	return d.note(r, scan)
}

// NeedsScan reports whether the site wants a scan on record before the next
// act of the return, and there is none yet.
func (d *Desk) NeedsScan(r capability.Return) bool {
	return capability.Next(r).Kind == capability.ActLoadResponse && d.mayLoad(r) != nil
}

// mayLoad checks the site's rules. They don't concern what a person typed: it came
// by no stick.
func (d *Desk) mayLoad(r capability.Return) error {
	if r.ByHand {
		return nil
	}
	if err := d.o.Site.AllowsLoading(r.Scan, d.o.Now()); err != nil {
		return fmt.Errorf("%w: %w", ErrNeedsScan, err)
	}
	return nil
}

// release ejects the stick where the site asks for that; nil: it doesn't.
func (d *Desk) release(ctx context.Context, stick Stick) (*media.Released, error) {
	if !d.o.Site.Release {
		return nil, nil
	}
	out, err := stick.Release(ctx)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotReleased, err)
	}
	if err := d.o.Site.AllowsRemoval(out); err != nil {
		return &out, errors.Join(ErrNotReleased, err, out.Missing)
	}
	return &out, nil
}
