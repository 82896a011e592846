package text

import (
	"cmp"
	"fmt"

	"handback/capability"
)

// Other ways, and their forms.
const (
	WaysTitle = "Other ways"
	NoWays    = "No other way is open now. Something that was begun is not finished yet, or the return has ended."

	Why      = "Why (optional)"
	LeaveIt  = "No, leave it as it is"
	NotYetNo = "No, not yet"
	Noted    = "Noted in the journal."

	CancelTitle = "Cancel the return"
	Cancel      = "For a return whose request nobody uploaded yet. The device keeps its licenses. Do not upload a request that was made. A response that still comes reopens the return, and you can open a new one at any time."
	CancelYes   = "Yes, cancel it"

	SetAsideTitle = "Set the case aside"
	SetAside      = "For a case of another laptop that nobody goes on with here. The ledger keeps it. Nothing changes on the device. This can be undone: take the case in again."
	SetAsideYes   = "Yes, set it aside"

	Withdraw    = "Withdraws the claim that it was uploaded. The return waits for the upload again. The journal keeps the claim and its withdrawal. This can be undone: claim the upload again."
	WithdrawYes = "Yes, it was not uploaded"

	ReplaceYes = "Yes, have another made"

	DecideTitle = "Note the portal's decision"
	DecideWay   = "For a declaration that the portal's owner has decided on. Only the decision ends the return. If the device answers after all, it stays flagged."
	Decide      = "What did the portal's owner decide? Handback can't see it. It notes the decision, and shows it, as a claim. Obsolete is permanent: the device can never get a license again, and the return closes on it. Declined leaves the return open."
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
	return fmt.Sprintf("Use this when %s is lost or damaged. The device makes another one next. Do not upload the old one any more. If the old one was uploaded after all, its answer still counts.", r.FileName(file))
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
		return "An activation needs no confirmation. It ends when the licenses are on the device."
	case r.ConfirmationRequired():
		return "Required. A response can be made and never loaded; so the portal credits the licenses only when the device proves that it loaded it."
	default:
		return "Skipped. The portal credits the licenses when it makes the response. Loading and checking are never skipped: until then the device uses what the portal counts as returned."
	}
}

// Declaring a device dead.
const (
	DeclareTitle   = "Declare the device dead"
	DeclareWay     = "For a device that does not answer, does not start, is destroyed, stolen or set up anew: it can never prove that the licenses are gone. The return then waits for the portal's owner to decide. If the device answers after all, the return goes on where it was."
	Declare        = "A dead device can't prove that its licenses are gone. A declaration is never a confirmation: the licenses stay an open debt until the portal's owner has decided and you note it here. The owner can make the device obsolete. OBSOLETE IS PERMANENT: the device can never get a license again. If the device answers after all, it is flagged."
	DeclareUnknown = "For a device that has no open return here. Take serial number and host ID from its label or an earlier record. What this laptop knows is filled in."
	DeclareYes     = "Yes, declare it dead"
	DeclareWork    = "Noting the declaration"
	Declared       = "The device is declared dead. This is a declaration, not a confirmation."

	CauseLabel  = "Cause"
	Serial      = "Serial number"
	Host        = "Host ID (TYPE/value)"
	Model       = "Model (optional)"
	Source      = "Both known from"
	WhoSays     = "Who says so"
	Photo       = "Photo (optional)"
	Remarks     = "Remarks (optional)"
	LabelSource = "label"

	SerialMissing = "The serial number is missing. It stands on the label, or in an earlier record."
	WhoMissing    = "A name is missing: who says so?"
	HostWrong     = "The host ID is missing or malformed. Write it as TYPE/value, such as PUBLISHER_DEFINED/98DA15C53B20."
)

func RecordSource(id capability.ReturnID) string { return "record of " + Printable("", string(id)) }

// EvidenceTexts list what was declared of a dead device.
func EvidenceTexts(e capability.Evidence) []string {
	texts := []string{
		"cause: " + Cause(e.Cause),
		fmt.Sprintf("serial number %s, from: %s", Printable("", e.Serial), Printable("", e.Source)),
		"says: " + Printable("", e.Who),
	}
	return append(texts, named("photo: ", e.Photo, "remarks: ", e.Remarks)...)
}

// decisionText names who decided, and the portal's reference.
func decisionText(r capability.Return) string {
	text := "A person says that the portal made the device obsolete"
	for _, e := range r.Entries {
		if f, ok := e.Fact.(capability.Decided); ok && f.Outcome == capability.MadeObsolete {
			text += ": " + Printable(", reference ", f.Who, f.Reference)
		}
	}
	return text + ". It can never get a license again."
}

func HostIs(h capability.HostID) string {
	return fmt.Sprintf("Host ID %s, as the device said when it was read.", Printable("", h.String()))
}

// causeTexts say why a device is dead.
var causeTexts = map[capability.Cause]string{
	capability.NoAnswer:  "does not answer",
	capability.NoBoot:    "does not start",
	capability.Destroyed: "destroyed",
	capability.Stolen:    "stolen",
	capability.Reimaged:  "set up anew, licenses lost",
}

func Cause(c capability.Cause) string { return cmp.Or(causeTexts[c], Printable("", string(c))) }

// Transfer to a replacement.
const (
	ToReplacement = "Replacement (optional)"
	ToHelp        = "If the licenses go to another device, name its host ID as TYPE/value: they are activated there when they are credited."
	ActivateKey   = "begin the activation"
	ActivateWork  = "Beginning the activation"
)

// Transfer says of a return that has ended whether its licenses can go on
// to the replacement.
func Transfer(r capability.Return, connected *capability.Identity) string {
	to := replacementText(r)
	switch {
	case r.TransferredTo != "":
		return fmt.Sprintf("The licenses go to %s: the activation is %s.", to, r.TransferredTo)
	case capability.Next(r).Kind == capability.ActNothing:
		return fmt.Sprintf("The licenses were to go to %s. Nothing was credited that could be activated there.", to)
	}
	text := fmt.Sprintf("The activation on the replacement %s is ready.", to)
	switch {
	case r.Closing == capability.ClosedOnClaim:
		text = fmt.Sprintf("The activation on the replacement %s waits for the credit, which is only a claim: the portal refuses it until then.", to)
	case r.Closing == capability.ClosedOnAnswer && r.PortalStanding() != capability.PortalCredited:
		text = fmt.Sprintf("The activation on the replacement %s waits for the credit, which is not proved: the portal refuses it until then.", to)
	}
	if connected != nil && connected.Host == *r.Replacement {
		return text + " The replacement is connected. Enter begins it."
	}
	return text + " Enter connects the replacement."
}

// waitingText says of an open return that its licenses go on to another device.
func waitingText(r capability.Return) string {
	if r.Replacement == nil {
		return ""
	}
	return fmt.Sprintf("Afterwards the licenses go to %s: the activation there waits for the credit.", replacementText(r))
}

// DeclaredWith says that a declaration is noted, and that a photo stays where it is.
func DeclaredWith(e capability.Evidence) string {
	if Printable("", e.Photo) == "" {
		return Declared
	}
	return Declared + " The photo is named there and not copied: keep it."
}
