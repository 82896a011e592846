package tui

import (
	"fmt"

	"handback/capability"
)

// Declaring a device dead.
const (
	declareTitle       = "Declare the device dead"
	declareWayText     = "For a device that does not answer, does not start, is destroyed, stolen or set up anew: it can never prove that the licenses are gone. The return then waits for the portal's owner to decide. If the device answers after all, the return goes on where it was."
	declareText        = "A dead device can't prove that its licenses are gone. What you declare is never a confirmation: the licenses stay an open debt until the portal's owner has decided and that is noted here. The owner can make the device obsolete. OBSOLETE IS PERMANENT: the device can never get a license again. If the device answers after all, it is flagged."
	declareUnknownText = "This is for a device that has no open return here. Take serial number and host ID from its label, or from an earlier record: what this laptop knows of the device is filled in."
	declareYesText     = "Yes, declare it dead"
	declareWorkText    = "Noting the declaration"
	declaredText       = "The device is declared dead. This is a declaration, not a confirmation."

	causeLabelText = "Cause"
	serialText     = "Serial number"
	hostText       = "Host ID (TYPE/value)"
	modelText      = "Model (optional)"
	sourceText     = "Both known from"
	whoSaysText    = "Who says so"
	photoText      = "Photo (optional)"
	remarksText    = "Remarks (optional)"
	labelSource    = "label"

	serialMissingText = "The serial number is missing. It stands on the label, or in an earlier record."
	whoMissingText    = "A name is missing: who says so?"
	hostWrongText     = "The host ID is missing or has another form. Write it as TYPE/value, such as PUBLISHER_DEFINED/98DA15C53B20."
)

func recordSourceText(id capability.ReturnID) string { return "record of " + printable("", string(id)) }

// evidenceTexts are what was declared of a dead device.
func evidenceTexts(e capability.Evidence) []string {
	texts := []string{
		"cause: " + causeText(e.Cause),
		fmt.Sprintf("serial number %s, from: %s", printable("", e.Serial), printable("", e.Source)),
		"says: " + printable("", e.Who),
	}
	for _, part := range []struct{ name, text string }{{"photo: ", e.Photo}, {"remarks: ", e.Remarks}} {
		if text := printable("", part.text); text != "" {
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
			text += ": " + printable(", reference ", f.Who, f.Reference)
		}
	}
	return text + ". It can never get a license again."
}

func hostIsText(h capability.HostID) string {
	return fmt.Sprintf("Host ID %s, as the device said when it was read.", printable("", h.String()))
}

func causeText(c capability.Cause) string {
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
		return printable("", string(c))
	}
}
