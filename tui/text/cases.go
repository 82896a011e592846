package text

import (
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/desk"
)

// Cases of other laptops.
const (
	TakeInKey   = "take it in"
	TakeInTitle = "Whose case is it?"
	TakeInWork  = "Taking the case in"
	TakeInNo    = "No, leave it on the stick"
	TakeInYes   = "Yes, take it in"
	NoCases     = "No case on the stick can be taken in."
	hearsayText = "Nobody known here signed it: all of it is hearsay. It tells where to look. It decides nothing, and the next act is to read the device."
	ProveKey    = "look for the receipt"
	ProveWork   = "Looking for the portal's receipt"
	NoProof     = "No receipt of the portal that can be checked is here."
)

// Case says what a case on a stick is to this laptop, in one line.
func Case(c desk.Case) string {
	text := fmt.Sprintf("%s: %s", Printable("", c.Path), standingText(c))
	if c.ID.Check() == nil {
		text = fmt.Sprintf("%s: %s, %s, %s", Printable("", c.Path), Printable(" of ", string(c.ID), Device(c.Told.Device)), countText(c.Facts, "fact"), standingText(c))
	}
	if c.Err == nil {
		text += ". " + Signer(c.Signer, c.Unsigned, c.Whose)
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
		return "it can't be so: " + Foreign(c.Err.Error())
	}
}

// Signer says whose a case is, and how that is known.
func Signer(signer, unsigned string, whose []string) string {
	names := "it names nobody"
	if len(whose) > 0 {
		names = "it names " + Printable("", strings.Join(whose, ", "))
	}
	switch {
	case signer != "":
		return fmt.Sprintf("Signed by %s, who is known here", Printable("", signer))
	case unsigned != "":
		return fmt.Sprintf("Hearsay: %s, and its signature counts for nothing (%s)", names, Foreign(unsigned))
	default:
		return fmt.Sprintf("Hearsay: %s, and nobody signed it", names)
	}
}

// TakenIn says that a case was taken in, in one line.
func TakenIn(r capability.Return, c desk.Case) string {
	return fmt.Sprintf("taken in %s: %s of %s. %s", r.ID, countText(c.New, "fact"), Device(r.Device), Signer(c.Signer, c.Unsigned, c.Whose))
}

// Origin says that a return rests on facts that were taken in, and whose
// they are; empty: everything was seen here.
func Origin(r capability.Return) string {
	if len(r.Sources) == 0 {
		return ""
	}
	last := r.Sources[len(r.Sources)-1]
	text := Signer(last.Signer, last.Unsigned, last.Whose)
	return fmt.Sprintf("Taken in from %s. %s.", Printable("", last.Stick), text)
}

// From says behind a fact that was not noted here how far it is known;
// empty: it was noted here.
func From(e capability.Entry) string {
	switch {
	case e.From == nil:
		return ""
	case e.Hearsay():
		return "  (hearsay, from the case of another laptop)"
	default:
		return "  (taken in, signed by " + Printable("", e.From.Signer) + ")"
	}
}

// CaseLines tell a person all that is asked about before a case is taken in.
func CaseLines(c desk.Case, stick string) []string {
	lines := []string{
		fmt.Sprintf("%s, %s", Printable("", string(c.ID)), Device(c.Told.Device)),
		"host ID " + Printable("", c.Told.Device.Host.String()),
		fmt.Sprintf("%s, %d new here, from %s", countText(c.Facts, "fact"), c.New, Printable("", stick)),
		"It says: " + Stage(c.Told.Stage) + ".",
		Signer(c.Signer, c.Unsigned, c.Whose) + ".",
	}
	if c.Signer == "" {
		lines = append(lines, "", hearsayText)
	}
	return lines
}
