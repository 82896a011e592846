package text

import (
	"fmt"

	"handback/capability"
)

// Other ways, and their forms.
const (
	WaysTitle = "Other ways"
	NoWays    = "Nothing but the next act can be done now: what was begun has to come to its end first, or the return has ended."

	Why      = "Why (optional)"
	LeaveIt  = "No, leave it as it is"
	NotYetNo = "No, not yet"
	Noted    = "Noted in the journal."

	CancelTitle = "Cancel the return"
	Cancel      = "For a return that nobody uploaded yet. The device keeps its licenses. A request that was made must not be uploaded any more, wherever it lies. This can't be undone; but a response that comes all the same reopens the return, and a new one can be opened at any time."
	CancelYes   = "Yes, cancel it"

	SetAsideTitle = "Set the case aside"
	SetAside      = "For a case of another laptop that nobody goes on with here. The ledger keeps it. Nothing changes on the device. This can be undone: take the case in again."
	SetAsideYes   = "Yes, set it aside"

	Withdraw    = "Takes back the word of a person that it was uploaded. The return waits for the upload again; the journal keeps the claim and its withdrawal. This can be undone: say again that it was uploaded."
	WithdrawYes = "Yes, it was not uploaded"

	ReplaceYes = "Yes, have another made"

	DecideTitle = "Note the portal's decision"
	DecideWay   = "The portal's owner has decided on the declaration of the dead device. Only that ends the return. It can't be undone; should the device answer all the same, it is flagged for ever."
	Decide      = "What did the portal's owner decide? Handback can't see it: it is noted, and shown, as what a person says. Obsolete is permanent: the device can never get a license again, and the return closes on it. Declined leaves the return open."
	DecideYes   = "Yes, note this decision"
	DecideWork  = "Noting the decision"

	Outcome      = "Decision"
	MadeObsolete = "made obsolete"
	Declined     = "declined"
	WhoDecided   = "Who decided"
	Reference    = "Reference (optional)"
)

func ReplaceTitle(file capability.ArtifactKind) string {
	if file == capability.ConfirmationRequest {
		return "Replace the confirmation"
	}
	return "Replace the request"
}

func Replace(r capability.Return, file capability.ArtifactKind) string {
	return fmt.Sprintf("For %s, when it is lost or damaged. The device makes another one next. The old one must not be uploaded any more, wherever it lies: that can't be undone. If it was uploaded after all, its answer still counts.", r.FileName(file))
}

func WithdrawTitle(file capability.ArtifactKind) string {
	if file == capability.ConfirmationRequest {
		return "The confirmation was not uploaded after all"
	}
	return "The request was not uploaded after all"
}

// Hand-over slip.
const (
	SlipTitle = "For the portal"
	SlipWork  = "Reading the slip"
	NoSlip    = "The portal waits for no file of this return now."
)

// Confirmation says whether the portal wants proof, and what that means.
func Confirmation(r capability.Return) string {
	switch {
	case r.Evidence != nil && (r.Dead() || r.Closing == capability.ClosedOnDecision):
		return "None: a dead device can't give it. A declaration never takes its place."
	case r.Purpose == capability.ToActivate:
		return "An activation needs no confirmation: that the licenses are on the device ends it."
	case r.ConfirmationRequired():
		return "Required. A response can be made and never loaded; so the portal credits the licenses only when the device proves that it loaded it."
	default:
		return "Skipped. The portal credits the licenses when it makes the response. Loading and checking are never skipped: until then the device uses what the portal counts as returned."
	}
}

// confirmationAside is the same beside an act, where it matters.
func confirmationAside(r capability.Return, a capability.Act) string {
	skipped := r.Purpose != capability.ToActivate && !r.ConfirmationRequired()
	switch {
	case skipped && (a.Kind == capability.ActLoadResponse || a.Kind == capability.ActCheckLicenses):
		return "The portal asks for no confirmation; this step is not skipped all the same."
	case a.Kind == capability.ActMakeConfirmation:
		return "Without that proof the portal credits nothing."
	default:
		return ""
	}
}
