package backoffice

import "handback/capability"

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

// Basis says on what a credit rests.
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
