package desk

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/ledger"
)

// Start opens a return on what was read from the device. The licenses go to the
// device to once they are credited; nil: to none. The error is an *[OpenReturn]
// when the device has an open return, and [ErrSameDevice] when it is its own
// replacement.
func (d *Desk) Start(ctx context.Context, reading capability.Reading, order capability.Order, reason string, to *capability.HostID) (capability.Return, error) {
	if to != nil {
		if err := to.Check(); err != nil {
			return capability.Return{}, err
		}
		if *to == reading.Device.Host {
			return capability.Return{}, ErrSameDevice
		}
	}
	return d.open(ctx, capability.Opened{
		Way: capability.FromDevice, Reading: reading, Order: order, Reason: reason, Confirmation: d.o.Policy, Replacement: to,
	})
}

// open draws an ID, opens the return, and notes what is odd about the device.
func (d *Desk) open(ctx context.Context, f capability.Opened) (capability.Return, error) {
	r, history, err := d.openOne(ctx, f)
	if err != nil || f.Way == capability.FromLabel {
		return r, err
	}
	return d.flag(r, capability.CompareDevice(history.DeviceHistory, f.Reading.Device))
}

// openOne opens one return at a time: of two for one device the second finds the
// first.
func (d *Desk) openOne(ctx context.Context, f capability.Opened) (r capability.Return, history ledger.DeviceHistory, err error) {
	d.opening.Lock()
	defer d.opening.Unlock()
	host := f.Reading.Device.Host
	if history, err = d.o.Ledger.DeviceHistory(ctx, host); err != nil {
		return r, history, err
	}
	if err := noneOpen(history, host); err != nil {
		return r, history, err
	}
	r, err = d.create(ctx, f)
	return r, history, err
}

// maxDraws bounds how often an ID is drawn. Few of the millions are taken, so more
// than two draws mean that the source repeats itself.
const maxDraws = 100

// create draws an ID until one is free. The error is [ErrNoID] when none is.
func (d *Desk) create(ctx context.Context, f capability.Opened) (capability.Return, error) {
	for range maxDraws {
		if err := ctx.Err(); err != nil {
			return capability.Return{}, err
		}
		id, err := capability.NewReturnID(d.o.Random)
		if err != nil {
			return capability.Return{}, err
		}
		f.ID, f.Site = id, d.o.SiteName
		r, err := d.o.Ledger.Create(d.entry(f))
		if !errors.Is(err, ledger.ErrExists) {
			return r, err
		}
	}
	return capability.Return{}, ErrNoID
}

// noneOpen reports the open return of a device, if there is one.
func noneOpen(history ledger.DeviceHistory, host capability.HostID) error {
	for _, s := range history.Returns {
		if s.Stage.Open() {
			return &OpenReturn{ID: s.ID, Host: host, TakenIn: s.TakenIn}
		}
	}
	return nil
}

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

// activationOf finds the activation that was begun for a return and not noted in
// it, because the program ended in between. A closed one counts, or its units
// would be ordered twice. A cancelled one does not: a person gave it up before the
// portal knew about it.
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

// orderForReplacement asks for what the return gave back, in addition to what the
// replacement holds.
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
