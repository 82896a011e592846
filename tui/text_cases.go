package tui

import (
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/desk"
)

// Cases of other laptops.
const (
	takeInKeyText  = "take it in"
	takeInTitle    = "Whose case is it?"
	takeInWorkText = "Taking the case in"
	takeInNoText   = "No, leave it on the stick"
	takeInYesText  = "Yes, take it in"
	noCasesText    = "No case on the stick can be taken in."
	hearsayText    = "Nobody known here signed it: all of it is hearsay. It tells where to look. It decides nothing, and the next act is to read the device."
	proveKeyText   = "look for the receipt"
	proveWorkText  = "Looking for the portal's receipt"
	noProofText    = "No receipt of the portal that can be checked is here."
)

// CaseText says what a case on a stick is to this laptop, in one line.
func CaseText(c desk.Case) string {
	text := fmt.Sprintf("%s: %s", printable("", c.Path), standingText(c))
	if c.ID.Check() == nil {
		text = fmt.Sprintf("%s: %s, %s, %s", printable("", c.Path), printable(" of ", string(c.ID), deviceText(c.Told.Device)), countText(c.Facts, "fact"), standingText(c))
	}
	if c.Err == nil {
		text += ". " + SignerText(c.Signer, c.Unsigned, c.Whose)
	}
	return text
}

func standingText(c desk.Case) string {
	switch c.Standing {
	case desk.CaseNew:
		return "not known here"
	case desk.CaseMore:
		return countText(c.New, "fact") + " more than were taken in"
	case desk.CaseSetAside:
		return "was taken in and set aside"
	case desk.CaseKnown:
		return "all of it is here"
	case desk.CaseElsewhere:
		return "went on elsewhere"
	default:
		return "it can't be so: " + foreignText(c.Err.Error())
	}
}

// SignerText says whose a case is, and how that is known.
func SignerText(signer, unsigned string, whose []string) string {
	names := "it names nobody"
	if len(whose) > 0 {
		names = "it names " + printable("", strings.Join(whose, ", "))
	}
	switch {
	case signer != "":
		return fmt.Sprintf("Signed by %s, who is known here", printable("", signer))
	case unsigned != "":
		return fmt.Sprintf("Hearsay: %s, and its signature counts for nothing (%s)", names, foreignText(unsigned))
	default:
		return fmt.Sprintf("Hearsay: %s, and nobody signed it", names)
	}
}

// TakenInText says that a case was taken in, in one line.
func TakenInText(r capability.Return, c desk.Case) string {
	return fmt.Sprintf("taken in %s: %s of %s. %s", r.ID, countText(c.New, "fact"), deviceText(r.Device), SignerText(c.Signer, c.Unsigned, c.Whose))
}

// OriginText says that a return rests on facts that were taken in, and whose
// they are; empty: everything was seen here.
func OriginText(r capability.Return) string {
	if len(r.Sources) == 0 {
		return ""
	}
	last := r.Sources[len(r.Sources)-1]
	text := SignerText(last.Signer, last.Unsigned, last.Whose)
	return fmt.Sprintf("Taken in from %s. %s.", printable("", last.Stick), text)
}

// FromText says behind a fact that was not noted here how far it is known;
// empty: it was noted here.
func FromText(e capability.Entry) string {
	switch {
	case e.From == nil:
		return ""
	case e.Hearsay():
		return "  (hearsay, from the case of another laptop)"
	default:
		return "  (taken in, signed by " + printable("", e.From.Signer) + ")"
	}
}

// caseLines tell a person all that is asked about before a case is taken in.
func caseLines(c desk.Case, stick string) []string {
	lines := []string{
		fmt.Sprintf("%s, %s", printable("", string(c.ID)), deviceText(c.Told.Device)),
		"host ID " + printable("", c.Told.Device.Host.String()),
		fmt.Sprintf("%s, %d new here, from %s", countText(c.Facts, "fact"), c.New, printable("", stick)),
		"It says: " + StageText(c.Told.Stage) + ".",
		SignerText(c.Signer, c.Unsigned, c.Whose) + ".",
	}
	if c.Signer == "" {
		lines = append(lines, "", hearsayText)
	}
	return lines
}
