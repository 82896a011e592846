package tui

import (
	"fmt"

	"handback/capability"
	"handback/capability/ledger"
)

// Titles of screens and of their parts.
const (
	homeTitle     = "Home"
	connectTitle  = "Connect a device"
	licensesTitle = "Licenses"
	chooseTitle   = "Choose what goes back"
	reviewTitle   = "Review"
	sticksTitle   = "Choose a stick"
	loadTitle     = "Load the response?"
	claimTitle    = "Was it uploaded?"
	doneTitle     = "Done"
	helpTitle     = "Help"
	logTitle      = "Log"
	failureTitle  = "Error"

	happenedText = "What happened"
	meansText    = "What it means"
	doNextText   = "What to do next"

	deviceTitle   = "Device"
	goesBackTitle = "What goes back"
	returnedTitle = "Returned"
	portalTitle   = "At the portal"
	filesTitle    = "Files"
	reasonTitle   = "Reason"
	recordTitle   = "Record"
	problemTitle  = "Problem: "

	confirmationTitle = "Confirmation"
	declaredTitle     = "Declared"
	certificateTitle  = "Certificate"
	oddTitle          = "Odd: "
)

// Home.
const (
	openReturnsText = "Open returns"
	noReturnText    = "None. To open one, connect a device."
	devicesText     = "Devices (serial ports)"
	sticksText      = "Sticks"
	otherPortText   = "Another port ..."
	otherPlaceText  = "Another place ..."
	damagedMark     = "  DAMAGED"
)

// notThereText: the folder of the command line does not exist, or not yet.
func notThereText(path string) string {
	return fmt.Sprintf("%s, named with --stick, is not there. Plug the stick in, or choose another place.", printable("", path))
}

func closedReturnsText(n int) string { return fmt.Sprintf("Closed returns (%d)", n) }

// summaryText is what waits in a return, and for whom.
func summaryText(s ledger.Summary) string {
	if s.Act == capability.ActNothing {
		return StageText(s.Stage) + ", " + countText(s.Licenses, "license")
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
	noPortsText     = "No serial port was found. Plug in the cable of the device."
	noSticksText    = "No stick was found. Plug one in, or type the path of a folder."
	typedPortText   = "Another port:"
	typedPlaceText  = "Another place:"
	emptyPortText   = "Nothing was typed yet. Type the path of a serial port, such as /dev/ttyUSB0 or COM3, then Enter."
	emptyPlaceText  = "Nothing was typed yet. Type the path of a folder, such as /media/stick or E:\\, then Enter."
	sticksHelpText  = "Which stick is used for this return?"
	sticksAgainText = "To which stick is the request saved again?"
)

func connectHelpText(forReturn bool) string {
	if forReturn {
		return "The next act needs the device. At which port is it?"
	}
	return "At which port is the device?"
}

func otherDeviceText(d capability.Identity) string {
	return fmt.Sprintf("Connected is another device: %s.", deviceText(d))
}

// Licenses, choose, review.
const (
	allLicensesText = "All licenses"
	chooseHelpText  = "Space takes a license back. Left and right, or digits, say how many units REMAIN on the device."
	noneChosenText  = "Nothing is chosen yet: Space takes the license under the cursor back."
	reasonText      = "Reason (optional):"
	reviewHelpText  = "What goes back stops working when the response is loaded on the device, not before. Until then the return can be given up. Enter opens the return."
)

func identityTexts(d capability.Identity) []string {
	texts := []string{printable(" ", d.Vendor, d.Model)}
	for _, part := range []struct{ name, text string }{
		{"serial number ", d.Serial}, {"firmware ", d.Firmware}, {"host ID ", d.Host.String()},
	} {
		if text := printable("", part.text); text != "" {
			texts = append(texts, part.name+text)
		}
	}
	return texts
}

func heldText(all []capability.License) string {
	if len(all) == 0 {
		return "The device holds no license: there is nothing to return. Is it the right one? R reads it again, Esc goes back."
	}
	return "The device holds " + countText(len(all), "license") + ":"
}

func holdsText(n int) string { return fmt.Sprintf("holds %d", n) }

func stayText(n int) string { return fmt.Sprintf("holds %d, all remain", n) }

// numbersText names each number: none is only a number. An order of more than
// is held is an activation.
func numbersText(held, remains int) string {
	if remains > held {
		return fmt.Sprintf("holds %d, %d then, %d are added", held, remains, remains-held)
	}
	return fmt.Sprintf("holds %d, %d remain, %d go back", held, remains, held-remains)
}

// standsText is one line of an order by the newest reading.
func standsText(r capability.Return, held int, line capability.Line) string {
	if r.After == nil {
		return numbersText(held, line.Count)
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

// endedText is what came of a line of the order: what was not proved is only
// what was ordered.
func endedText(r capability.Return, held, remains int) string {
	if r.Stage == capability.StageCancelled || r.Stage == capability.StageSetAside || r.Closing == capability.ClosedOnDecision {
		return numbersText(held, remains)
	}
	return wentText(held, remains)
}

func chosenText(chosen, all int) string { return fmt.Sprintf("%d of %d chosen", chosen, all) }

func othersText(n int) string { return fmt.Sprintf("and %d more", n) }

// Log and help.
const (
	logEmptyText  = "Nothing was logged yet."
	helpWordsText = "Every action also stands on the bar below: Tab walks along it, Enter does it. A claim is what a person says and Handback can't see; it is always shown as one."
)
