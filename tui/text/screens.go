package text

import (
	"fmt"

	"handback/capability"
	"handback/capability/ledger"
)

// Titles of screens and of their parts.
const (
	HomeTitle     = "Home"
	ConnectTitle  = "Connect a device"
	LicensesTitle = "Licenses"
	ChooseTitle   = "Choose what goes back"
	ReviewTitle   = "Review"
	SticksTitle   = "Choose a stick"
	LoadTitle     = "Load the response?"
	ClaimTitle    = "Was it uploaded?"
	DoneTitle     = "Done"
	HelpTitle     = "Help"
	LogTitle      = "Log"
	FailureTitle  = "Error"

	Happened = "What happened"
	Means    = "What it means"
	DoNext   = "What to do next"

	DeviceTitle   = "Device"
	goesBackTitle = "What goes back"
	returnedTitle = "Returned"
	PortalTitle   = "At the portal"
	FilesTitle    = "Files"
	ReasonTitle   = "Reason"
	RecordTitle   = "Record"
	ProblemTitle  = "Problem: "

	ConfirmationTitle = "Confirmation"
	DeclaredTitle     = "Declared"
	CertificateTitle  = "Certificate"
	OddTitle          = "Odd: "
)

// Home.
const (
	OpenReturns = "Open returns"
	NoReturn    = "None. To open one, connect a device."
	Devices     = "Devices (serial ports)"
	Sticks      = "Sticks"
	OtherPort   = "Another port ..."
	OtherPlace  = "Another place ..."
	DamagedMark = "  DAMAGED"
)

// NotThere: the folder of the command line does not exist, or not yet.
func NotThere(path string) string {
	return fmt.Sprintf("%s, named with --stick, is not there. Plug the stick in, or choose another place.", Printable("", path))
}

func ClosedReturns(n int) string { return fmt.Sprintf("Closed returns (%d)", n) }

// Summary is what waits in a return, and for whom.
func Summary(s ledger.Summary) string {
	if s.Act == capability.ActNothing {
		return Stage(s.Stage) + ", " + countText(s.Licenses, "license")
	}
	return whoText(s.Act) + ": " + nextFor(s.Purpose, s.Act)
}

// nextFor is the act in a few words, for an activation in its own.
func nextFor(p capability.Purpose, kind capability.ActKind) string {
	switch {
	case p == capability.ToActivate && kind == capability.ActMakeRequest:
		return "make the activation request"
	case p == capability.ToActivate && kind == capability.ActCheckLicenses:
		return "check that the licenses are there"
	default:
		return nextText(kind)
	}
}

// Connect and sticks.
const (
	NoPorts     = "No serial port was found. Plug in the cable of the device."
	NoSticks    = "No stick was found. Plug one in, or type the path of a folder."
	TypedPort   = "Another port:"
	TypedPlace  = "Another place:"
	EmptyPort   = "Nothing was typed yet. Type the path of a serial port, such as /dev/ttyUSB0 or COM3, then Enter."
	EmptyPlace  = "Nothing was typed yet. Type the path of a folder, such as /media/stick or E:\\, then Enter."
	SticksHelp  = "Which stick is used for this return?"
	SticksAgain = "To which stick is the request saved again?"
)

func ConnectHelp(forReturn bool) string {
	if forReturn {
		return "The next act needs the device. At which port is it?"
	}
	return "At which port is the device?"
}

func OtherDevice(d capability.Identity) string {
	return fmt.Sprintf("Connected is another device: %s.", Device(d))
}

// Licenses, choose, review.
const (
	AllLicenses = "All licenses"
	ChooseHelp  = "Space takes a license back. Left and right, or digits, say how many units REMAIN on the device."
	NoneChosen  = "Nothing is chosen yet: Space takes the license under the cursor back."
	Reason      = "Reason (optional):"
	ReviewHelp  = "What goes back stops working when the response is loaded on the device, not before. Until then the return can be given up. Enter opens the return."
)

func IdentityTexts(d capability.Identity) []string {
	texts := []string{Printable(" ", d.Vendor, d.Model)}
	for _, part := range []struct{ name, text string }{
		{"serial number ", d.Serial}, {"firmware ", d.Firmware}, {"host ID ", d.Host.String()},
	} {
		if text := Printable("", part.text); text != "" {
			texts = append(texts, part.name+text)
		}
	}
	return texts
}

func Held(all []capability.License) string {
	if len(all) == 0 {
		return "The device holds no license: there is nothing to return. Is it the right one? R reads it again, Esc goes back."
	}
	return "The device holds " + countText(len(all), "license") + ":"
}

func Holds(n int) string { return fmt.Sprintf("holds %d", n) }

func Stay(n int) string { return fmt.Sprintf("holds %d, all remain", n) }

// Numbers names each number: none is only a number. An order of more than
// is held is an activation.
func Numbers(held, remains int) string {
	if remains > held {
		return fmt.Sprintf("holds %d, %d then, %d are added", held, remains, remains-held)
	}
	return fmt.Sprintf("holds %d, %d remain, %d go back", held, remains, held-remains)
}

// Stands is one line of an order by the newest reading.
func Stands(r capability.Return, held int, line capability.Line) string {
	if r.After == nil {
		return Numbers(held, line.Count)
	}
	return fmt.Sprintf("held %d, holds %d, %d shall remain", held, capability.CountOf(r.After, line.ActivationID), line.Count)
}

// wentText is numbersText when it is over.
func wentText(held, remains int) string {
	if remains > held {
		return fmt.Sprintf("held %d, %d now, %d were added", held, remains, remains-held)
	}
	return fmt.Sprintf("held %d, %d remain, %d went back", held, remains, held-remains)
}

// Ended is what came of a line of the order: what was not proved is only
// what was ordered.
func Ended(r capability.Return, held, remains int) string {
	if r.Stage == capability.StageCancelled || r.Stage == capability.StageSetAside || r.Closing == capability.ClosedOnDecision {
		return Numbers(held, remains)
	}
	return wentText(held, remains)
}

func Chosen(chosen, all int) string { return fmt.Sprintf("%d of %d chosen", chosen, all) }

func Others(n int) string { return fmt.Sprintf("and %d more", n) }

// Log and help.
const (
	LogEmpty  = "Nothing was logged yet."
	HelpWords = "Every action also stands on the bar below: Tab walks along it, Enter does it. A claim is what a person says and Handback can't see; it is always shown as one."
)
