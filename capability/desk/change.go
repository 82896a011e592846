package desk

import (
	"context"

	"handback/capability"
)

// Cancel gives a return up before its request was uploaded. It is [ErrUploaded]
// when that was claimed.
func (d *Desk) Cancel(_ context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	if r.Stage == capability.StageAtPortal && r.Request != nil {
		return r, ErrUploaded
	}
	return d.note(r, capability.Cancelled{Reason: reason})
}

// Replace gives up the request that the portal waits for, because it is lost
// or damaged: the next act is to have the device make another.
func (d *Desk) Replace(_ context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	return d.note(r, capability.Replaced{File: toUpload(r), Reason: reason})
}

// Withdraw takes back a person's word that the request, or the confirmation,
// was uploaded.
func (d *Desk) Withdraw(_ context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	return d.note(r, capability.Withdrawn{File: toUpload(r), Reason: reason})
}

// Decide records what the portal's owner decided on a dead device.
func (d *Desk) Decide(_ context.Context, id capability.ReturnID, f capability.Decided) (capability.Return, error) {
	return d.onto(id, f)
}

func (d *Desk) onto(id capability.ReturnID, f capability.Fact) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	return d.note(r, f)
}
