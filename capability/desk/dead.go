package desk

import (
	"bytes"
	"context"
	"slices"

	"handback/capability"
	"handback/capability/message"
)

// Declare notes that the device of an open return is dead, with the evidence,
// and makes the declaration for the portal's owner.
func (d *Desk) Declare(_ context.Context, id capability.ReturnID, evidence capability.Evidence) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	return d.declare(r, evidence)
}

// DeclareUnknown is Declare for a device without an open return on this laptop. It
// is known from its label, or from an earlier return.
func (d *Desk) DeclareUnknown(ctx context.Context, evidence capability.Evidence, model, reason string) (capability.Return, error) {
	if err := evidence.Check(); err != nil {
		return capability.Return{}, err
	}
	history, err := d.o.Ledger.DeviceHistory(ctx, evidence.Host)
	if err != nil {
		return capability.Return{}, err
	}
	reading := capability.Reading{Device: capability.Identity{Model: model, Serial: evidence.Serial, Host: evidence.Host}}
	if history.Reading != nil {
		reading = *history.Reading
	}
	r, err := d.open(ctx, capability.Opened{Way: capability.FromLabel, Reading: reading, Reason: reason, Confirmation: d.o.Policy})
	if err != nil {
		return r, err
	}
	return d.declare(r, evidence)
}

func (d *Desk) declare(r capability.Return, evidence capability.Evidence) (capability.Return, error) {
	declaration := message.Declaration{
		Return: r.ID, Device: readDevice(r, evidence), Evidence: evidence, Declared: d.o.Now().UTC(),
		Licenses: slices.Clone(r.Held()), Stage: r.Stage, Requests: r.Artifacts(),
	}
	var data bytes.Buffer
	if err := declaration.Write(&data); err != nil {
		return r, err
	}
	a := capability.NewArtifact(capability.DeclarationFile, data.Bytes(), "")
	if err := d.o.Ledger.Put(r.ID, a, data.Bytes()); err != nil {
		return r, err
	}
	return d.note(r, capability.Declared{Evidence: evidence, Declaration: a})
}

// readDevice is the device of a return as it was read, or opened here. If only the
// case of another laptop tells of it, nothing is certain but what the person
// declares.
func readDevice(r capability.Return, evidence capability.Evidence) capability.Identity {
	read := func(e capability.Entry) bool { return e.Reading() != nil && !e.Hearsay() }
	if r.Way == capability.FromCase && !slices.ContainsFunc(r.Entries, read) {
		return capability.Identity{Host: r.Device.Host, Serial: evidence.Serial}
	}
	return r.Device
}

// Decide records what the portal's owner decided about a dead device.
func (d *Desk) Decide(_ context.Context, id capability.ReturnID, f capability.Decided) (capability.Return, error) {
	return d.onto(id, f)
}
