package backoffice

import (
	"maps"
	"slices"

	"handback/capability"
)

// Entitlement is what a customer bought under one activation ID.
type Entitlement struct {
	ActivationID capability.ActivationID
	Total        int // units bought
	Available    int // units that no device holds and none has to confirm

	License capability.License // feature, version and expiry of a new grant; its count is not used
}

// License is a right of one device as the books have it. Its count is what
// remains with the device by the newest response.
type License struct {
	capability.License
	State capability.LicenseState
	Taken uint64 // seq of the newest response that took units away; 0: none did
}

// stateOf is the state of a license after it changed: remaining units are with
// the device, waiting ones not yet proved to be gone. Where nothing remains, a
// removal in the portal keeps its own word for waiting.
func stateOf(remaining, waiting int, before capability.LicenseState) capability.LicenseState {
	switch {
	case waiting > 0 && remaining > 0:
		return capability.CopiesDecreasing
	case waiting > 0 && before == capability.RemovalPendingConfirmation:
		return capability.RemovalPendingConfirmation
	case waiting > 0:
		return capability.WaitingForConfirmation
	case remaining > 0:
		return capability.LicenseGenerated
	default:
		return capability.RemovedFromLicense
	}
}

// Removal is a number of units that a response took from a device. Until the
// device proves that it loaded that response, or a later one, they wait.
type Removal struct {
	ActivationID capability.ActivationID
	Count        int    // units taken away, at least 1
	Seq          uint64 // of the response that carries the removal
}

// Books is what the back office knows about one device, and the entitlements that
// touch it. It is a value: the rules return new books and leave the old ones.
type Books struct {
	Host      capability.HostID
	Status    DeviceStatus
	Seq       uint64           // of the newest response issued; 0: none yet
	Proved    *capability.Mark // the newest response proved to be loaded; nil: none
	Rollbacks int              // requests that went back behind Proved, or named a response never issued
	Clones    int              // requests that were signed with another key
	Revivals  int              // requests that came after the device was made obsolete

	// Issued has the digests of the responses issued, by seq. For a decision
	// the one that the request names is enough.
	Issued map[uint64]capability.Digest
	// Entitlements has at least those that a rule changes: of the lines of a
	// request, of what is removed or released, and of the removals that wait.
	Entitlements map[capability.ActivationID]Entitlement

	Licenses []License // of the device, ordered as they were enrolled or granted
	Removals []Removal // those that wait, oldest first
}

// Waiting is the number of units under id that wait for confirmation.
func (b Books) Waiting(id capability.ActivationID) int {
	sum := 0
	for _, r := range b.Removals {
		if r.ActivationID == id {
			sum += r.Count
		}
	}
	return sum
}

// held is the number of units that remain with the device.
func (b Books) held(id capability.ActivationID) int {
	if i := b.license(id); i >= 0 {
		return b.Licenses[i].Count
	}
	return 0
}

// taken is the newest response that took units of id from the device, or 0.
func (b Books) taken(id capability.ActivationID) uint64 {
	if i := b.license(id); i >= 0 {
		return b.Licenses[i].Taken
	}
	return 0
}

// license finds the device's license, or -1.
func (b Books) license(id capability.ActivationID) int {
	return slices.IndexFunc(b.Licenses, func(l License) bool { return l.ActivationID == id })
}

// ids are the activation IDs that touch the device.
func (b Books) ids() []capability.ActivationID {
	ids := make([]capability.ActivationID, len(b.Licenses))
	for i, l := range b.Licenses {
		ids[i] = l.ActivationID
	}
	return ids
}

// Rights is what the device may use from now on: every license of which a
// unit remains.
func (b Books) Rights() []capability.License {
	var rights []capability.License
	for _, l := range b.Licenses {
		if l.Count > 0 {
			rights = append(rights, l.License)
		}
	}
	return rights
}

// Issue is the books after the response to a decision was sealed.
func (b Books) Issue(mark capability.Mark) Books {
	b.Issued = maps.Clone(b.Issued)
	if b.Issued == nil {
		b.Issued = make(map[uint64]capability.Digest)
	}
	b.Issued[mark.Seq], b.Seq = mark.SHA256, max(b.Seq, mark.Seq)
	return b
}

// clone shares nothing that a decision changes.
func (b Books) clone() Books {
	b.Entitlements = maps.Clone(b.Entitlements)
	b.Licenses = slices.Clone(b.Licenses)
	b.Removals = slices.Clone(b.Removals)
	return b
}

// ChangeKind names what changed in the books; it is also the kind of the event
// that is noted for it.
type ChangeKind string

// The changes that a request, or an order of the portal, can cause.
const (
	Proved     ChangeKind = "proved"   // the device showed that it loaded a response
	Removed    ChangeKind = "removed"  // units were taken from the device; they wait
	Credited   ChangeKind = "credited" // waiting units went back to the entitlement
	Granted    ChangeKind = "granted"  // available units went to the device
	RolledBack ChangeKind = "rollback" // the device went back behind what it proved

	CloneSuspected     ChangeKind = "clone-suspected"      // a second device may have the same host ID
	AliveAfterObsolete ChangeKind = "alive-after-obsolete" // the device was written off and lives

	WrittenOff ChangeKind = "obsolete" // the device was written off, for ever
	Released   ChangeKind = "released" // units of a device that was written off went back to the entitlement
)

// The changes that people cause.
const (
	initialized        ChangeKind = "initialized"
	enrolled           ChangeKind = "enrolled"
	licenseEnrolled    ChangeKind = "license-enrolled"
	entitlementCreated ChangeKind = "entitlement-created"
	entitlementRaised  ChangeKind = "entitlement-raised"
	settingChanged     ChangeKind = "setting-changed"
)

// What else is noted about requests.
const (
	requestAnswered ChangeKind = "answered"
	requestRefused  ChangeKind = "refused"
	responseIssued  ChangeKind = "issued" // unasked: the portal began
)

// Basis says what a credit rests on.
type Basis string

// The grounds for a credit.
const (
	OnProof    Basis = "proof"    // the device showed that it loaded the response
	OnTrust    Basis = "trust"    // confirmation was skipped
	OnDecision Basis = "decision" // the device was written off
)

// Change is one thing that changed in the books.
type Change struct {
	Kind         ChangeKind
	ActivationID capability.ActivationID // empty: the whole device
	Count        int                     // units that moved; 0 where none did
	Seq          uint64                  // of the response that it is about
	Basis        Basis                   // of a credit or release
	Text         string                  // more about it, for people
}
