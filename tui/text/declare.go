package text

import (
	"fmt"

	"handback/capability"
)

// Declaring a device dead.
const (
	DeclareTitle   = "Declare the device dead"
	DeclareWay     = "For a device that does not answer, does not start, is destroyed, stolen or set up anew: it can never prove that the licenses are gone. The return then waits for the portal's owner to decide. If the device answers after all, the return goes on where it was."
	Declare        = "A dead device can't prove that its licenses are gone. What you declare is never a confirmation: the licenses stay an open debt until the portal's owner has decided and that is noted here. The owner can make the device obsolete. OBSOLETE IS PERMANENT: the device can never get a license again. If the device answers after all, it is flagged."
	DeclareUnknown = "This is for a device that has no open return here. Take serial number and host ID from its label, or from an earlier record: what this laptop knows of the device is filled in."
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
	HostWrong     = "The host ID is missing or has another form. Write it as TYPE/value, such as PUBLISHER_DEFINED/98DA15C53B20."
)

func RecordSource(id capability.ReturnID) string { return "record of " + Printable("", string(id)) }

// EvidenceTexts are what was declared of a dead device.
func EvidenceTexts(e capability.Evidence) []string {
	texts := []string{
		"cause: " + Cause(e.Cause),
		fmt.Sprintf("serial number %s, from: %s", Printable("", e.Serial), Printable("", e.Source)),
		"says: " + Printable("", e.Who),
	}
	for _, part := range []struct{ name, text string }{{"photo: ", e.Photo}, {"remarks: ", e.Remarks}} {
		if text := Printable("", part.text); text != "" {
			texts = append(texts, part.name+text)
		}
	}
	return texts
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

func Cause(c capability.Cause) string {
	switch c {
	case capability.NoAnswer:
		return "does not answer"
	case capability.NoBoot:
		return "does not start"
	case capability.Destroyed:
		return "destroyed"
	case capability.Stolen:
		return "stolen"
	case capability.Reimaged:
		return "set up anew, licenses lost"
	default:
		return Printable("", string(c))
	}
}
