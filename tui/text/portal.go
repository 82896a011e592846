package text

import (
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/portal"
)

// PortalStanding says how a return stands by the portal's own word; empty: the
// portal was not asked.
func PortalStanding(r capability.Return) string {
	switch r.PortalStanding() {
	case capability.PortalCredited:
		return "the portal says that all of it is credited"
	case capability.PortalWaits:
		return "the portal says that it waits for the device's confirmation"
	case capability.PortalHolds:
		return "the portal says that the device still has the licenses"
	default:
		if r.PortalSays != nil && !r.PortalSays.Known {
			return "the portal says that it does not know the device"
		}
		return ""
	}
}

// PortalAt says when the portal was asked.
func PortalAt(r capability.Return) time.Time {
	var at time.Time
	for _, e := range r.Entries {
		if _, is := e.Fact.(capability.PortalRead); is && !e.Hearsay() {
			at = e.At
		}
	}
	return at
}

// licenseStates are a portal's words for a license, in words that need no manual.
var licenseStates = map[capability.LicenseState]string{
	capability.LicenseUndefined:           "not known",
	capability.LicenseNotGenerated:        "added, the device has none yet",
	capability.LicenseGenerated:           "on the device",
	capability.MarkedForRemoval:           "marked for removal, no response made yet",
	capability.RemovedFromLicense:         "given back",
	capability.RemovalPendingConfirmation: "removed, waits for the device's confirmation",
	capability.CopiesIncreasing:           "copies are being added",
	capability.CopiesDecreasing:           "some given back, waits for the device's confirmation",
	capability.WaitingForConfirmation:     "given back, waits for the device's confirmation",
	capability.LicenseExpired:             "expired",
	capability.LicenseObsolete:            "written off with the device",
	capability.LicenseInactive:            "not active",
}

// LicenseState says what a portal's state of a license means.
func LicenseState(s capability.LicenseState) string {
	if words, known := licenseStates[s]; known {
		return words
	}
	return Printable("", string(s))
}

// Checkup says what was found out about one part of a portal.
func Checkup(c portal.Checkup) string {
	if c.Err != nil {
		return fmt.Sprintf("%s: %s", c.Part, Explain(c.Err).What)
	}
	return Printable(": ", string(c.Part), c.Text)
}
