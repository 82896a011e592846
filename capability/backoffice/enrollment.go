package backoffice

import (
	"fmt"

	"handback/capability"
)

// Enroll is the books after someone vouched for what the device holds, and
// what changed. Licenses that the books have already stay as they are: the
// file may be older than the books. Units come out of what is available; what
// is missing is added to the entitlement.
func (b Books) Enroll(holds []capability.License) (Books, []Change) {
	after := b.clone()
	if after.Entitlements == nil {
		after.Entitlements = make(map[capability.ActivationID]Entitlement)
	}
	var changes []Change
	for _, l := range holds {
		if after.license(l.ActivationID) >= 0 {
			continue
		}
		if change, raised := after.cover(l); raised {
			changes = append(changes, change)
		}
		state := LicenseGenerated
		if l.Count == 0 {
			state = LicenseNotGenerated
		}
		after.Licenses = append(after.Licenses, License{License: l, State: state})
		changes = append(changes, Change{Kind: licenseEnrolled, ActivationID: l.ActivationID, Count: l.Count})
	}
	return after, changes
}

// cover takes the units of l from its entitlement, which is created or raised
// when it has too few.
func (b Books) cover(l capability.License) (Change, bool) {
	e, known := b.Entitlements[l.ActivationID]
	if !known {
		e = Entitlement{ActivationID: l.ActivationID, License: l}
	}
	missing := max(0, l.Count-e.Available)
	e.Total += missing
	e.Available += missing - l.Count
	b.Entitlements[l.ActivationID] = e
	change := Change{Kind: entitlementRaised, ActivationID: l.ActivationID, Count: missing}
	if !known {
		change.Kind = entitlementCreated
	}
	change.Text = fmt.Sprintf("total %d", e.Total)
	return change, !known || missing > 0
}
