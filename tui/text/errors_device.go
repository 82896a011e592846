package text

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/device"
	"handback/device/heard"
	"handback/device/serial"
	"handback/device/smp"
	"handback/device/wire"
)

// portErrors are those of a serial port and of the line behind it.
var portErrors = []row{
	ofType(busyText),
	says(busyText(new(serial.BusyError)), serial.ErrBusy),
	ofType(deniedText),
	says(deniedText(new(serial.PermissionError)), serial.ErrPermission),
	ofType(silentText),
	says(Explanation{"The port is open, but nothing on it answers.", "", "Check cable, power and rate, then connect again. " + watchLineDo}, device.ErrSilent),
	says(Explanation{
		"The device was unplugged.", "Nothing was changed on the device by the command that failed.", "Plug it in and connect again.",
	}, serial.ErrUnplugged),
	says(Explanation{"There is no such port, or no longer.", "", "Plug the cable in, or choose another port."}, serial.ErrNoPort),
	says(Explanation{"That is not a serial port.", "", "Choose a port from the list."}, serial.ErrNotPort),
	says(Explanation{
		"The port can't be set to this rate.", "Nothing was sent.", "Set another rate, with --baud or in the configuration, or take another adapter.",
	}, serial.ErrRate),
	says(Explanation{"Handback has too many files open to read the port.", "", "Close Handback, start it again and connect again."}, serial.ErrTooManyFiles),
	general(says(Explanation{"The line to the device ended.", "", "Check cable and power, and connect again."}, wire.ErrEnded)),
	general(says(Explanation{
		"The driver of the port does not let it go.", "What was done is done. The port stays taken until it does.", "Unplug the adapter, and plug it in again.",
	}, serial.ErrStuck)),
}

func busyText(e *serial.BusyError) Explanation {
	what := "The port is in use by another program"
	if e.Holder != "" {
		what += ": " + Printable("", e.Holder)
	}
	return Explanation{what + ".", "", "Close that program and connect again."}
}

// deviceErrors are those of what a device says or refuses, whatever way it is
// reached.
var deviceErrors = []row{
	ofType(func(e *capability.Refusal) Explanation { return noText(e.Code, e.Said, e.Text) }),
	general(says(Explanation{"The command was not sent.", "Nothing changed on the device.", "Do the step again."}, capability.ErrNotSent)),
	says(Explanation{
		"Two devices answer with one host ID.", "Nothing was done with either.", "Leave one of them connected. If both are real, ask the maker: one host ID belongs to one device.",
	}, bench.ErrTwice),
	says(Explanation{
		"The device answers at none of the ports.", "Nothing was done with it.", "Connect it and switch it on, and do the step again.",
	}, bench.ErrNotThere),
	says(Explanation{
		"This act can't be undone, and nobody has allowed it yet.", "Nothing of it was done.", "Look at the return, and do the step if it is right.",
	}, bench.ErrNeedsPerson),
	says(Explanation{
		"An act of this return runs already.", "This one was not begun.", "Wait until the act is done.",
	}, bench.ErrRuns),
	says(Explanation{
		"The work at the bench was ended.", "Each return stands where its last act left it.", "Begin again: each device is asked before anything is repeated.",
	}, bench.ErrClosed),
	says(Explanation{
		"The connected device is not the one of this return.", "Nothing was done.", "Connect the device whose serial number stands above.",
	}, capability.ErrOtherDevice),
	says(Explanation{
		"Another device answers on the line than before.", "Nothing was done with it.", "Connect the device that the step is for, and do the step again.",
	}, smp.ErrOtherDevice),
	says(Explanation{
		"The device reports something that no license or host ID can be.", "Nothing of it was used.",
		"Connect it again. If it comes again, ask the maker of the device.",
	}, capability.ErrActivationID, capability.ErrLicense, capability.ErrHostID),
	says(Explanation{
		"The device answers, but knows no licensing commands.", "", "Check that this is the right device and that its firmware can return licenses.",
	}, smp.ErrNoLicensing),
	says(Explanation{
		"The device is not as the protocol says.", "The differences stand above, by the names of the rules.",
		"'handback help protocol' prints the rules.",
	}, smp.ErrDeparts),
	says(Explanation{
		"What is on the line does not speak the management protocol.", "", "Choose another port, or check the rate of the line.",
	}, smp.ErrNotSMP),
	says(Explanation{
		"The device stopped answering.", "No command was under way: nothing changed on the device.", "Check cable and power, and connect again.",
	}, smp.ErrNoAnswer),
	says(Explanation{"The device is still busy after a long wait.", "", "Wait until it is done and do the step again."}, smp.ErrStillBusy),
	general(says(Explanation{"A file did not come over the line whole.", "It was not used.", "Do the step again."}, smp.ErrDamaged)),
	saysOf(smallBufferText, smp.ErrSmallBuffer),
	ofType(answerText),
	says(senseless("The device's answer makes no sense."), smp.ErrAnswer),
	ofType(func(e smp.RC) Explanation { return saidText(e) }),
	ofType(func(e smp.FileError) Explanation { return saidText(e) }),
	ofType(func(e *smp.GroupError) Explanation { return saidText(e) }),
}

// outcomeText: the outcome of a device command is unknown.
func outcomeText(cut *desk.OutcomeUnknown) Explanation {
	why := "The connection to the device failed"
	if errors.Is(cut.Err, context.Canceled) {
		why = "You stopped it"
	} else if x, ok := find(cut.Err, portErrors); ok {
		why = sentence(x.What)
	} else if errors.Is(cut.Err, smp.ErrAnswer) {
		x, _ := find(cut.Err, deviceErrors)
		why = sentence(x.What)
	}
	return Explanation{
		What:  fmt.Sprintf("%s during this: %s.", why, nextText(cut.Act)),
		Means: "It is not known whether the device did it. Nothing will be repeated blindly.",
		Do:    "Connect the device again. The next act asks it what happened.",
	}
}

// saidText is an error of the protocol with which a device answered a question.
func saidText(said error) Explanation {
	return Explanation{capital(said.Error()) + ".", "The device was only asked: nothing changed on it.", "Do the step again. " + checkDeviceText}
}

func senseless(what string) Explanation {
	return Explanation{what, "It was not used.", "Connect again. " + checkDeviceText}
}

// answerText says which field of an answer makes no sense, what it is and what
// was expected.
func answerText(e *smp.AnswerError) Explanation {
	field, value := "it as a whole", "is missing"
	if e.Field != "" {
		field = Printable("", e.Field)
	}
	if e.Value != "" {
		value = "is " + Foreign(e.Value)
	}
	return senseless(fmt.Sprintf("The device's answer to %q makes no sense: %s %s; expected was %s.", Printable("", e.Command), field, value, Printable("", e.Want)))
}

func smallBufferText(err error) Explanation {
	what := "The device's buffer is too small."
	if e, ok := errors.AsType[*smp.AnswerError](err); ok {
		what = fmt.Sprintf("The device's buffer is too small: it says %s bytes, and Handback needs %s.", Printable("", e.Value), Printable("", e.Want))
	}
	return senseless(what)
}

func deniedText(e *serial.PermissionError) Explanation {
	x := Explanation{"You may not open this port.", "", "Ask who runs this computer."}
	if e.Group != "" {
		x.Means = fmt.Sprintf("Only members of the group %s may.", Printable("", e.Group))
	}
	if e.Command != "" {
		x.Do = fmt.Sprintf("Run %s and log in again.", Printable("", e.Command))
	}
	return x
}

const (
	byProfileDo = "A console needs a profile, which tells how to log in and what to type: choose one with o, '" + ReachKey + "', where the port is chosen, " +
		"or with --profile. 'handback profile show' lists the built-in ones."
	watchLineDo = "The terminal view shows what is on the line."
)

// silentText says why nobody answers, by what was heard.
func silentText(e *device.SilentError) Explanation {
	switch {
	case e.Heard == heard.NewPassword:
		return newPasswordText(e.Sample)
	case e.Heard == heard.Loader:
		return Explanation{bootLoaderText, heardText(e), "Start it, then connect again. " + watchLineDo}
	case e.Heard.Console():
		return Explanation{"The device has a console, and does not speak SMP there.", heardText(e), byProfileDo}
	case e.Heard == heard.Text:
		return Explanation{"The device writes text, and does not speak SMP there.", heardText(e), byProfileDo + " " + watchLineDo}
	}
	var causes []string
	do := ". Then connect again. "
	for _, c := range e.Causes() {
		causes = append(causes, string(c))
		if c == device.CauseConsole {
			do += byProfileDo + " "
		}
	}
	return Explanation{
		"The port is open, but nothing on it answers.", heardText(e),
		"Check, the likeliest first: " + strings.Join(causes, "; ") + do + watchLineDo,
	}
}

// heardText is what passed on a line, and what it sounded like.
func heardText(e *device.SilentError) string {
	text := fmt.Sprintf("At %d baud %s were sent and %s received", e.Baud, sizeText(e.Sent), sizeText(e.Received))
	switch {
	case e.Received == 0:
		return text + "."
	case e.Sample != "":
		return text + fmt.Sprintf(": %s, %q.", e.Heard, Foreign(e.Sample))
	default:
		return text + fmt.Sprintf(": %s.", e.Heard)
	}
}

// newPasswordText says that a device demands a new password; its question may
// be empty.
func newPasswordText(question string) Explanation {
	x := Explanation{
		What:  "The device demands a new password.",
		Means: "Handback sets none, and typed nothing there.",
		Do:    "Set one by the rules of this site, in the terminal view for example. Then connect again.",
	}
	if question != "" {
		x.Means = fmt.Sprintf("It asks: %q. ", Foreign(question)) + x.Means
	}
	return x
}

// noText explains a device's no. Said are the protocol's words and number, if
// it said no in those; own the device's own words.
func noText(code capability.RefusalCode, said, own string) Explanation {
	e := cmp.Or(refusalTexts[code], Explanation{
		"it gives no reason that is known.", sameText, "Do the step again; if that does not help, ask the maker of the device.",
	})
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

const (
	sameText    = "Nothing changed on the device."
	anotherText = "Have the portal give another response and put it on the stick."
)

// refusalTexts explain the codes of a device's no.
var refusalTexts = map[capability.RefusalCode]Explanation{
	capability.BadSignature:        {"the signature of the response is not the portal's.", sameText, "Check that the response comes from the portal that this device belongs to. " + anotherText},
	capability.WrongHost:           {"the response is for another device.", sameText, "Bring the response for the host ID of this device. " + anotherText},
	capability.Stale:               {"the response is older than one that the device has processed.", sameText, anotherText},
	capability.AlreadyLoaded:       {"it has loaded this response already.", "That is no trouble: the step is done.", "Go on with the next step."},
	capability.ResponseExpired:     {"the response has expired.", sameText, "Check the clock of the device. " + anotherText},
	capability.UnknownActivationID: {"it does not know an activation ID.", sameText, "Read the licenses again and compare the activation IDs."},
	capability.CountNotPossible:    {"the number of units that shall remain is not possible.", sameText, "Read the licenses again: the device may hold other numbers by now."},
	capability.ClockBehind:         {"its clock is behind the last response.", sameText, "Set the clock of the device right and do the step again."},
	capability.StorageFull:         {"its storage is full.", sameText, "Make room on the device and do the step again."},
	capability.FileDamaged:         {"the file did not arrive whole.", sameText, "Do the step again."},
	capability.Busy:                {"it is busy.", sameText, "Wait until it is done and do the step again."},
	capability.RefusedByPolicy:     {"its policy forbids it.", sameText, "Ask the maker of the device, or the people who run the portal."},
	capability.InvalidValue:        {"it does not take the command as it is.", sameText, checkDeviceText},
	capability.NotThere:            {"it has no such thing.", sameText, "Its firmware lacks what a return needs: ask the maker for one that has it. " + checkDeviceText},
	capability.NotSupported:        {"it has no such thing.", sameText, "Its firmware lacks what a return needs: ask the maker for one that has it. " + checkDeviceText},
	capability.AccessDenied:        {"it does not allow it.", sameText, "Unlock the device, or allow the command in its settings, and do the step again."},
	capability.TooManyLines:        {"these are too many licenses for one request.", sameText, "Return fewer licenses at a time: cancel this return and begin one with some of them."},
	capability.FileTooLarge:        {"the file is too large.", sameText, "Have the portal give a smaller response, or ask the maker of the device for a smaller request."},
}

// checkDeviceText names the tool that tells a maker what differs.
const checkDeviceText = "If it comes again, ask the maker of the device: 'handback device check' lists what differs from the protocol."
