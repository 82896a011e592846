package desk

import (
	"context"
	"fmt"

	"handback/capability"
)

// activate begins the activation on the replacement of what a return gave
// back. It is a return of its own, with counts above what is held.
func (d *Desk) activate(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
	if ident.Host != *r.Replacement {
		return r, fmt.Errorf("%w: %s, and the licenses are for %s", capability.ErrOtherDevice, ident.Host, *r.Replacement)
	}
	licenses, err := dev.Licenses(ctx, report)
	if err != nil {
		return r, err
	}
	a, err := d.open(ctx, capability.Opened{
		Way: capability.FromDevice, Purpose: capability.ToActivate, TransferOf: r.ID, Reason: r.Reason,
		Reading: capability.Reading{Device: ident, Licenses: licenses}, Order: orderForReplacement(r, licenses),
	})
	if err != nil {
		return r, err
	}
	if _, err := d.note(r, capability.Transferred{To: a.ID}); err != nil {
		return r, err
	}
	return a, nil
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
