package desk

import (
	"context"
	"errors"

	"handback/capability"
	"handback/capability/ledger"
)

// Start opens a return on what was read from the device. It is an *OpenReturn
// when that device has an open one.
func (d *Desk) Start(ctx context.Context, reading capability.Reading, order capability.Order, reason string) (capability.Return, error) {
	return d.open(ctx, capability.Opened{
		Way: capability.FromDevice, Reading: reading, Order: order, Reason: reason, Confirmation: d.o.Policy,
	})
}

// StartForReplacement opens a return whose licenses shall go to another device
// once they are credited.
func (d *Desk) StartForReplacement(ctx context.Context, reading capability.Reading, order capability.Order, reason string, to capability.HostID) (capability.Return, error) {
	if err := to.Check(); err != nil {
		return capability.Return{}, err
	}
	if to == reading.Device.Host {
		return capability.Return{}, ErrSameDevice
	}
	return d.open(ctx, capability.Opened{
		Way: capability.FromDevice, Reading: reading, Order: order, Reason: reason, Confirmation: d.o.Policy, Replacement: &to,
	})
}

// open draws an ID, opens the return, and notes what is odd about the device.
func (d *Desk) open(ctx context.Context, f capability.Opened) (capability.Return, error) {
	host := f.Reading.Device.Host
	memory, err := d.o.Ledger.Known(ctx, host)
	if err != nil {
		return capability.Return{}, err
	}
	if err := noneOpen(memory, host); err != nil {
		return capability.Return{}, err
	}
	r, err := d.create(ctx, f)
	if err != nil || f.Way == capability.FromLabel {
		return r, err
	}
	return d.flag(r, capability.Oddities(knownOf(memory), f.Reading.Device))
}

// maxDraws bounds how often an ID is drawn. A few of millions are taken, so that
// more than two mean a source that repeats itself.
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
		f.ID = id
		r, err := d.o.Ledger.Create(d.entry(f))
		if !errors.Is(err, ledger.ErrExists) {
			return r, err
		}
	}
	return capability.Return{}, ErrNoID
}

// noneOpen reports the open return of a device, if there is one.
func noneOpen(memory ledger.Memory, host capability.HostID) error {
	for _, s := range memory.Returns {
		if s.Stage.Open() {
			return &OpenReturn{ID: s.ID, Host: host, TakenIn: s.TakenIn}
		}
	}
	return nil
}
