package text

import (
	"fmt"

	"handback/capability"
)

// noText explains a device's no. Said are the protocol's words and number, if
// it said no in those; own the device's own words.
func noText(code capability.RefusalCode, said, own string) Explanation {
	e := refusalText(code)
	if said = Printable("", said); said != "" {
		e.What = fmt.Sprintf("The device said: %s.", said)
	} else {
		e.What = "The device refused: " + e.What
	}
	if own = Foreign(own); own != "" {
		e.What += fmt.Sprintf(" Its words: %q.", own)
	}
	return e
}

// refusalText explains the code of a device's no.
func refusalText(code capability.RefusalCode) Explanation {
	const same = "Nothing changed on the device."
	const another = "Have the portal give another response and put it on the stick."
	switch code {
	case capability.BadSignature:
		return Explanation{"the signature of the response is not the portal's.", same, "Check that the response comes from the portal that this device belongs to. " + another}
	case capability.WrongHost:
		return Explanation{"the response is for another device.", same, "Bring the response for the host ID of this device. " + another}
	case capability.Stale:
		return Explanation{"the response is older than one that the device has processed.", same, another}
	case capability.AlreadyLoaded:
		return Explanation{"it has loaded this response already.", "That is no trouble: the step is done.", "Go on with the next step."}
	case capability.ResponseExpired:
		return Explanation{"the response has expired.", same, "Check the clock of the device. " + another}
	case capability.UnknownActivationID:
		return Explanation{"it does not know an activation ID.", same, "Read the licenses again and compare the activation IDs."}
	case capability.CountNotPossible:
		return Explanation{"the number of units that shall remain is not possible.", same, "Read the licenses again: the device may hold other numbers by now."}
	case capability.ClockBehind:
		return Explanation{"its clock is behind the last response.", same, "Set the clock of the device right and do the step again."}
	case capability.StorageFull:
		return Explanation{"its storage is full.", same, "Make room on the device and do the step again."}
	case capability.FileDamaged:
		return Explanation{"the file did not arrive whole.", same, "Do the step again."}
	case capability.Busy:
		return Explanation{"it is busy.", same, "Wait until it is done and do the step again."}
	case capability.RefusedByPolicy:
		return Explanation{"its policy forbids it.", same, "Ask the maker of the device, or the people who run the portal."}
	case capability.InvalidValue:
		return Explanation{"it does not take the command as it is.", same, checkDeviceText}
	case capability.NotThere, capability.NotSupported:
		return Explanation{"it has no such thing.", same, "Its firmware lacks what a return needs: ask the maker for one that has it. " + checkDeviceText}
	case capability.AccessDenied:
		return Explanation{"it does not allow it.", same, "Unlock the device, or allow the command in its settings, and do the step again."}
	case capability.TooManyLines:
		return Explanation{"these are too many licenses for one request.", same, "Return fewer licenses at a time: cancel this return and begin one with some of them."}
	case capability.FileTooLarge:
		return Explanation{"the file is too large.", same, "Have the portal give a smaller response, or ask the maker of the device for a smaller request."}
	default:
		return Explanation{"it gives no reason that is known.", same, "Do the step again; if that does not help, ask the maker of the device."}
	}
}

// checkDeviceText names the tool that tells a maker what differs.
const checkDeviceText = "If it comes again, ask the maker of the device: 'handback device check' names what is not as the protocol has it."
