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

	HappenedText = "What happened"
	MeansText    = "What it means"
	DoNextText   = "What to do next"

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
	OpenReturnsText = "Open returns"
	NoReturnText    = "None. To open one, connect a device."
	DevicesText     = "Devices (serial ports)"
	SticksText      = "Sticks"
	OtherPortText   = "Another port ..."
	OtherPlaceText  = "Another place ..."
	DamagedMark     = "  DAMAGED"
)

// NotThereText: the folder of the command line does not exist, or not yet.
func NotThereText(path string) string {
	return fmt.Sprintf("%s, named with --stick, is not there. Plug the stick in, or choose another place.", Printable("", path))
}

func ClosedReturnsText(n int) string { return fmt.Sprintf("Closed returns (%d)", n) }

// SummaryText is what waits in a return, and for whom.
func SummaryText(s ledger.Summary) string {
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
	NoPortsText     = "No serial port was found. Plug in the cable of the device."
	NoSticksText    = "No stick was found. Plug one in, or type the path of a folder."
	TypedPortText   = "Another port:"
	TypedPlaceText  = "Another place:"
	EmptyPortText   = "Nothing was typed yet. Type the path of a serial port, such as /dev/ttyUSB0 or COM3, then Enter."
	EmptyPlaceText  = "Nothing was typed yet. Type the path of a folder, such as /media/stick or E:\\, then Enter."
	SticksHelpText  = "Which stick is used for this return?"
	SticksAgainText = "To which stick is the request saved again?"
)

func ConnectHelpText(forReturn bool) string {
	if forReturn {
		return "The next act needs the device. At which port is it?"
	}
	return "At which port is the device?"
}

func OtherDeviceText(d capability.Identity) string {
	return fmt.Sprintf("Connected is another device: %s.", DeviceText(d))
}

// Licenses, choose, review.
const (
	AllLicensesText = "All licenses"
	ChooseHelpText  = "Space takes a license back. Left and right, or digits, say how many units REMAIN on the device."
	NoneChosenText  = "Nothing is chosen yet: Space takes the license under the cursor back."
	ReasonText      = "Reason (optional):"
	ReviewHelpText  = "What goes back stops working when the response is loaded on the device, not before. Until then the return can be given up. Enter opens the return."
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

func HeldText(all []capability.License) string {
	if len(all) == 0 {
		return "The device holds no license: there is nothing to return. Is it the right one? R reads it again, Esc goes back."
	}
	return "The device holds " + countText(len(all), "license") + ":"
}

func HoldsText(n int) string { return fmt.Sprintf("holds %d", n) }

func StayText(n int) string { return fmt.Sprintf("holds %d, all remain", n) }

// NumbersText names each number: none is only a number. An order of more than
// is held is an activation.
func NumbersText(held, remains int) string {
	if remains > held {
		return fmt.Sprintf("holds %d, %d then, %d are added", held, remains, remains-held)
	}
	return fmt.Sprintf("holds %d, %d remain, %d go back", held, remains, held-remains)
}

// StandsText is one line of an order by the newest reading.
func StandsText(r capability.Return, held int, line capability.Line) string {
	if r.After == nil {
		return NumbersText(held, line.Count)
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

// EndedText is what came of a line of the order: what was not proved is only
// what was ordered.
func EndedText(r capability.Return, held, remains int) string {
	if r.Stage == capability.StageCancelled || r.Stage == capability.StageSetAside || r.Closing == capability.ClosedOnDecision {
		return NumbersText(held, remains)
	}
	return wentText(held, remains)
}

func ChosenText(chosen, all int) string { return fmt.Sprintf("%d of %d chosen", chosen, all) }

func OthersText(n int) string { return fmt.Sprintf("and %d more", n) }

// Log and help.
const (
	LogEmptyText  = "Nothing was logged yet."
	HelpWordsText = "Every action also stands on the bar below: Tab walks along it, Enter does it. A claim is what a person says and Handback can't see; it is always shown as one."
)
