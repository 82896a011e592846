package text

import (
	"cmp"

	"handback/capability"
)

// Other ways, and their forms.
const (
	WaysTitle Phrase = "Other ways"
	NoWays    Phrase = "No other way is open now. Something that was begun is not finished yet, or the return has ended."

	Why      Phrase = "Why (optional)"
	LeaveIt  Phrase = "No, leave it as it is"
	NotYetNo Phrase = "No, not yet"
	Noted    Phrase = "Noted in the journal."

	CancelTitle Phrase = "Cancel the return"
	Cancel      Phrase = "For a return whose request nobody uploaded yet. The device keeps its licenses. If a request was made, do not upload it. A response that still comes reopens the return, and you can open a new one at any time."
	CancelYes   Phrase = "Yes, cancel it"

	SetAsideTitle Phrase = "Set the case aside"
	SetAside      Phrase = "For a case of another laptop that nobody goes on with here. The ledger keeps it. Nothing changes on the device. This can be undone: take the case in again."
	SetAsideYes   Phrase = "Yes, set it aside"

	Withdraw    Phrase = "Withdraws the claim that it was uploaded. The return waits for the upload again. The journal keeps the claim and its withdrawal. This can be undone: claim the upload again."
	WithdrawYes Phrase = "Yes, it was not uploaded"

	ReplaceYes Phrase = "Yes, have another made"

	DecideTitle Phrase = "Note the portal's decision"
	DecideWay   Phrase = "For a declaration that the portal's owner has decided on. Only the decision ends the return. If the device answers after all, it stays flagged."
	Decide      Phrase = "What did the portal's owner decide? Handback can't see it. It notes the decision, and shows it, as a claim. Obsolete is permanent: the device can never get a license again, and the return closes on it. Declined leaves the return open."
	DecideYes   Phrase = "Yes, note this decision"
	DecideWork  Phrase = "Noting the decision"

	Outcome      Phrase = "Decision"
	MadeObsolete Phrase = "made obsolete"
	Declined     Phrase = "declined"
	WhoDecided   Phrase = "Who decided"
	Reference    Phrase = "Reference (optional)"
)

func ReplaceTitle(file capability.ArtifactKind) string {
	if file == capability.ConfirmationRequest {
		return say("Replace the confirmation")
	}
	return say("Replace the request")
}

func Replace(r capability.Return, file capability.ArtifactKind) string {
	return say("Use this when %s is lost or damaged. The device makes another one next. Do not upload the old one any more. If the old one was uploaded after all, its answer still counts.", r.FileName(file))
}

func WithdrawTitle(file capability.ArtifactKind) string {
	if file == capability.ConfirmationRequest {
		return say("The confirmation was not uploaded after all")
	}
	return say("The request was not uploaded after all")
}

// Hand-over slip.
const (
	SlipTitle Phrase = "For the portal"
	SlipWork  Phrase = "Reading the slip"
	NoSlip    Phrase = "Now the portal waits for no file of this return."
)

// Confirmation says whether the portal wants proof, and what that means.
func Confirmation(r capability.Return) string {
	switch {
	case r.Evidence != nil && (r.Dead() || r.Closing == capability.ClosedOnDecision):
		return say("None: a dead device can't give it. A declaration never takes its place.")
	case r.Purpose == capability.ToActivate:
		return say("An activation needs no confirmation. It ends when the licenses are on the device.")
	case r.ConfirmationRequired():
		return say("Required. A response can be made and never loaded. So the portal credits the licenses only when the device proves that it loaded it.")
	default:
		return say("Skipped. The portal credits the licenses when it makes the response. Loading and checking are never skipped: until then the device uses what the portal counts as returned.")
	}
}

// Declaring a device dead.
const (
	DeclareTitle   Phrase = "Declare the device dead"
	DeclareWay     Phrase = "For a device that does not answer, does not start, is destroyed, stolen or set up again: it can never prove that the licenses are gone. The return then waits for the portal's owner to decide. If the device answers after all, the return goes on where it was."
	Declare        Phrase = "A dead device can't prove that its licenses are gone. A declaration is never a confirmation: the licenses stay an open debt until the portal's owner has decided and you note it here. The owner can make the device obsolete. OBSOLETE IS PERMANENT: the device can never get a license again. If the device answers after all, it is flagged."
	DeclareUnknown Phrase = "For a device that has no open return here. Take serial number and host ID from its label or an earlier record. What this laptop knows is filled in."
	DeclareYes     Phrase = "Yes, declare it dead"
	DeclareWork    Phrase = "Noting the declaration"
	Declared       Phrase = "The device is declared dead. This is a declaration, not a confirmation."

	CauseLabel  Phrase = "Cause"
	Serial      Phrase = "Serial number"
	Host        Phrase = "Host ID (TYPE/value)"
	Model       Phrase = "Model (optional)"
	Source      Phrase = "Both known from"
	WhoSays     Phrase = "Who says so"
	Photo       Phrase = "Photo (optional)"
	Remarks     Phrase = "Remarks (optional)"
	LabelSource Phrase = "label"

	SerialMissing Phrase = "The serial number is missing. It is on the label, or in an earlier record."
	WhoMissing    Phrase = "A name is missing: who says so?"
	HostWrong     Phrase = "The host ID is missing or malformed. Write it as TYPE/value, such as PUBLISHER_DEFINED/98DA15C53B20."
)

func RecordSource(id capability.ReturnID) string {
	return say("record of %s", Printable("", string(id)))
}

// EvidenceTexts list what was declared of a dead device.
func EvidenceTexts(e capability.Evidence) []string {
	texts := []string{
		say("cause: %s", Cause(e.Cause)),
		say("serial number %s, from: %s", Printable("", e.Serial), Printable("", e.Source)),
		say("says: %s", Printable("", e.Who)),
	}
	return append(texts, named(say("photo: "), e.Photo, say("remarks: "), e.Remarks)...)
}

// decisionText names who decided, and the portal's reference.
func decisionText(r capability.Return) string {
	text := say("A person says that the portal made the device obsolete")
	for _, e := range r.Entries {
		if f, ok := e.Fact.(capability.Decided); ok && f.Outcome == capability.MadeObsolete {
			text += ": " + Printable("", f.Who)
			if reference := Printable("", f.Reference); reference != "" {
				text = say("%s, reference %s", text, reference)
			}
		}
	}
	return say("%s. It can never get a license again.", text)
}

func HostIs(h capability.HostID) string {
	return say("Host ID %s, as the device said when it was read.", Printable("", h.String()))
}

// causeTexts say why a device is dead.
var causeTexts = map[capability.Cause]Phrase{
	capability.NoAnswer:  "does not answer",
	capability.NoBoot:    "does not start",
	capability.Destroyed: "destroyed",
	capability.Stolen:    "stolen",
	capability.Reimaged:  "set up again, licenses lost",
}

func Cause(c capability.Cause) string {
	return cmp.Or(causeTexts[c], Phrase(Printable("", string(c)))).String()
}

// Transfer to a replacement.
const (
	ToReplacement Phrase = "Replacement (optional)"
	ToHelp        Phrase = "If the licenses go to another device, name its host ID as TYPE/value: they are activated there when they are credited."
	ActivateKey   Phrase = "begin the activation"
	ActivateWork  Phrase = "Beginning the activation"
)

// Transfer says about a return that has ended whether its licenses can go on
// to the replacement.
func Transfer(r capability.Return, connected *capability.Identity) string {
	to := replacementText(r)
	switch {
	case r.TransferredTo != "":
		return say("The licenses go to %s: the activation is %s.", to, r.TransferredTo)
	case capability.Next(r).Kind == capability.ActNothing:
		return say("The licenses were to go to %s. Nothing was credited that could be activated there.", to)
	}
	text := say("The activation on the replacement %s is ready.", to)
	switch {
	case r.Closing == capability.ClosedOnClaim:
		text = say("The activation on the replacement %s waits for the credit, which is only a claim: the portal refuses it until then.", to)
	case r.Closing == capability.ClosedOnAnswer && r.PortalStanding() != capability.PortalCredited:
		text = say("The activation on the replacement %s waits for the credit, which is not proved: the portal refuses it until then.", to)
	}
	if connected != nil && connected.Host == *r.Replacement {
		return say("%s The replacement is connected. Enter begins it.", text)
	}
	return say("%s Enter connects the replacement.", text)
}

// waitingText says about an open return that its licenses go on to another device.
func waitingText(r capability.Return) string {
	if r.Replacement == nil {
		return ""
	}
	return say("Afterwards the licenses go to %s: the activation there waits for the credit.", replacementText(r))
}

// DeclaredWith says that a declaration is noted, and that a photo stays where it is.
func DeclaredWith(e capability.Evidence) string {
	if Printable("", e.Photo) == "" {
		return Declared.String()
	}
	return say("%s The photo is named there and not copied: keep it.", Declared.String())
}
