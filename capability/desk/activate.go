package desk

import (
	"context"
	"fmt"

	"handback/capability"
)

// activate begins the activation on the replacement of what a return gave
// back, once. It is a return of its own, with counts above what is held.
func (d *Desk) activate(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
	if ident.Host != *r.Replacement {
		return r, fmt.Errorf("%w: %s, and the licenses are for %s", capability.ErrOtherDevice, ident.Host, *r.Replacement)
	}
	a, found, err := d.activationOf(ctx, r)
	if err != nil {
		return r, err
	}
	if !found {
		if a, err = d.beginActivation(ctx, r, dev, ident, report); err != nil {
			return r, err
		}
	}
	if _, err := d.note(r, capability.Transferred{To: a.ID}); err != nil {
		return r, err
	}
	return a, nil
}

// activationOf finds the activation that was begun for a return and not noted
// in it: the program ended in between. One that is closed counts, or its units
// would be ordered twice. One that was cancelled does not: a person gave it up
// before the portal knew of it.
func (d *Desk) activationOf(ctx context.Context, r capability.Return) (a capability.Return, found bool, err error) {
	all, err := d.List(ctx)
	if err != nil {
		return a, false, err
	}
	for _, s := range all {
		if s.TransferOf == r.ID && s.Device.Host == *r.Replacement && s.Stage != capability.StageCancelled {
			a, err = d.Return(s.ID)
			return a, err == nil, err
		}
	}
	return a, false, nil
}

func (d *Desk) beginActivation(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
	licenses, err := dev.Licenses(ctx, report)
	if err != nil {
		return r, err
	}
	return d.open(ctx, capability.Opened{
		Way: capability.FromDevice, Purpose: capability.ToActivate, TransferOf: r.ID, Reason: r.Reason,
		Reading: capability.Reading{Device: ident, Licenses: licenses}, Order: orderForReplacement(r, licenses),
	})
}

// orderForReplacement asks for what the return gave back, beside what the
// replacement holds already.
func orderForReplacement(r capability.Return, held []capability.License) capability.Order {
	var o capability.Order
	for _, l := range r.Order.Lines {
		back := capability.CountOf(r.Before, l.ActivationID) - l.Count
		o.Lines = append(o.Lines, capability.Line{
			ActivationID: l.ActivationID, Count: capability.CountOf(held, l.ActivationID) + back,
		})
	}
	return o
}
