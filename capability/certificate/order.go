package certificate

import (
	"slices"

	"handback/capability"
)

// deviceOf leaves out what only hearsay says of a device: all but its host ID,
// until it is read.
func deviceOf(r capability.Return) Device {
	d := r.Device
	if r.Told != nil && !wasRead(r.Entries) {
		return Device{Host: d.Host}
	}
	return Device{Vendor: d.Vendor, Model: d.Model, Serial: d.Serial, Firmware: d.Firmware, Host: d.Host}
}

func wasRead(entries []capability.Entry) bool {
	return slices.ContainsFunc(entries, func(e capability.Entry) bool { return e.Reading() != nil && !e.Hearsay() })
}

// reasonOf is the operator's word; that of somebody else's case is hearsay.
func reasonOf(r capability.Return) string {
	if r.Told != nil {
		return ""
	}
	return r.Reason
}

// creditedBy is what the portal's receipt names. One that nobody could check may
// name anything.
func creditedBy(r capability.Return) []capability.ActivationID {
	if r.ReceiptChecked == nil {
		return nil
	}
	return r.Credited
}

func orderOf(r capability.Return) []Line {
	var all []Line
	for _, l := range r.Order.Lines {
		held := capability.CountOf(r.Before, l.ActivationID)
		line := Line{ActivationID: l.ActivationID, Held: held, Remains: l.Count, Feature: featureOf(r, l.ActivationID)}
		line.GoesBack, line.Comes = max(0, held-l.Count), max(0, l.Count-held)
		all = append(all, line)
	}
	return all
}

func featureOf(r capability.Return, id capability.ActivationID) string {
	for _, l := range slices.Concat(r.Before, r.After) {
		if l.ActivationID == id {
			return l.Feature
		}
	}
	return ""
}

// changes compares the two readings, where there are two.
func changes(before, after *Reading, order capability.Order) []Change {
	if before == nil || after == nil {
		return nil
	}
	var all []Change
	for _, c := range capability.Difference(before.Licenses, after.Licenses, order) {
		all = append(all, Change{ActivationID: c.ActivationID, Feature: c.Feature, Before: c.Before, After: c.After, Ordered: c.Asked})
	}
	return all
}
