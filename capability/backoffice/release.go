package backoffice

import "handback/capability"

// DeviceStatus says whether a device can have licenses, in the words of FlexNet
// Operations.
type DeviceStatus string

// The statuses. The zero value counts as active.
const (
	DeviceActive   DeviceStatus = "ACTIVE"
	DeviceObsolete DeviceStatus = "OBSOLETE" // for ever
)

// Obsolete writes the device off, without any proof: what it holds and what
// waits becomes available, and it can never get a license again. The text says
// on whose word. Nothing changes when the device is obsolete already.
//
// Should the device still live, its units can be used twice; [Books.Refuse]
// tells of it when its next request comes.
func (b Books) Obsolete(text string) (Books, []Change) {
	if b.Admit() != nil {
		return b, nil
	}
	d := Decision{After: b.clone()}
	d.After.Status, d.After.Removals = DeviceObsolete, nil
	d.Changes = append(d.Changes, Change{Kind: WrittenOff, Text: text})
	for _, removal := range b.Removals {
		d.credit(removal, OnDecision)
	}
	for i := range d.After.Licenses {
		d.release(&d.After.Licenses[i])
	}
	return d.After, d.Changes
}

// release gives what remains of a license back to its entitlement.
func (d *Decision) release(l *License) {
	if l.Count > 0 {
		e := d.After.Entitlements[l.ActivationID]
		e.Available += l.Count
		d.After.Entitlements[l.ActivationID] = e
		d.Changes = append(d.Changes, Change{Kind: Released, ActivationID: l.ActivationID, Count: l.Count, Basis: OnDecision})
	}
	l.Count, l.State = 0, Obsolete
}

// ids are the activation IDs that touch the device.
func (b Books) ids() []capability.ActivationID {
	ids := make([]capability.ActivationID, len(b.Licenses))
	for i, l := range b.Licenses {
		ids[i] = l.ActivationID
	}
	return ids
}
