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
func portErrors() []row {
	return []row{
		ofType(busyText),
		saysOf(func(error) Explanation { return busyText(new(serial.BusyError)) }, serial.ErrBusy),
		ofType(deniedText),
		saysOf(func(error) Explanation { return deniedText(new(serial.PermissionError)) }, serial.ErrPermission),
		ofType(silentText),
		says(words{"The port is open, but nothing on it answers.", "", "Check cable, power and rate, then connect again. " + watchLineDo}, device.ErrSilent),
		says(words{
			"The device was unplugged.", "Nothing was changed on the device by the command that failed.", "Plug it in and connect again.",
		}, serial.ErrUnplugged),
		says(words{"There is no such port, or it is gone.", "", "Plug the cable in, or choose another port."}, serial.ErrNoPort),
		says(words{"That is not a serial port.", "", "Choose a port from the list."}, serial.ErrNotPort),
		says(words{
			"The port can't be set to this rate.", "Nothing was sent.", "Set another rate, with --baud or in the configuration, or take another adapter.",
		}, serial.ErrRate),
		says(words{"Handback has too many files open to read the port.", "", "Close Handback, start it again and connect again."}, serial.ErrTooManyFiles),
		general(says(words{"The line to the device ended.", "", "Check cable and power, and connect again."}, wire.ErrEnded)),
		general(says(words{
			"The driver of the port does not release it.", "What was done counts. The port stays in use until the driver releases it.", "Unplug the adapter, and plug it in again.",
		}, serial.ErrStuck)),
	}
}

func busyText(e *serial.BusyError) Explanation {
	what := say("The port is in use by another program.")
	if e.Holder != "" {
		what = say("The port is in use by another program: %s.", Printable("", e.Holder))
	}
	return Explanation{what, "", say("Close that program and connect again.")}
}

// deviceErrors are those of what a device says or refuses, whatever way it is
// reached.
func deviceErrors() []row {
	return []row{
		ofType(func(e *capability.Refusal) Explanation { return noText(e.Code, e.Said, e.Text) }),
		general(says(words{"The command was not sent.", "Nothing changed on the device.", "Do the step again."}, capability.ErrNotSent)),
		says(words{
			"Two devices answer with one host ID.", "Nothing was done with either.", "Leave one of them connected. If both are real, ask the maker: one host ID belongs to one device.",
		}, bench.ErrTwice),
		says(words{
			"The device answers at none of the ports.", "Nothing was done with it.", "Connect it and switch it on, and do the step again.",
		}, bench.ErrNotThere),
		says(words{
			"This step can't be undone, and nobody has allowed it yet.", "It was not done.", "Look at the return, and do the step if it is right.",
		}, bench.ErrNeedsPerson),
		says(words{
			"A step of this return is running already.", "This one was not begun.", "Wait until that step is done.",
		}, bench.ErrRuns),
		says(words{
			"The work at the bench was stopped.", "Each return is where its last step left it.", "Begin again: each device is asked before anything is repeated.",
		}, bench.ErrClosed),
		says(words{
			"The connected device does not belong to this return.", "Nothing was done.", "Connect the device with the serial number above.",
		}, capability.ErrOtherDevice),
		says(words{
			"Another device than before answers on the line.", "Nothing was done with it.", "Connect the device that the step is for, and do the step again.",
		}, smp.ErrOtherDevice),
		says(words{
			"The device reports a license or a host ID that can't be right.", "Handback used nothing of it.",
			"Connect it again. If it happens again, ask the maker of the device.",
		}, capability.ErrActivationID, capability.ErrLicense, capability.ErrHostID),
		says(words{
			"The device answers, but knows no licensing commands.", "", "Check that this is the right device and that its firmware can return licenses.",
		}, smp.ErrNoLicensing),
		says(words{
			"The device does not follow the protocol.", "The differences are above, with the names of the rules.",
			"'handback help protocol' prints the rules.",
		}, smp.ErrDeparts),
		says(words{
			"The device on the line does not speak the management protocol.", "", "Choose another port, or check the rate of the line.",
		}, smp.ErrNotSMP),
		says(words{
			"The device stopped answering.", "No command was under way: nothing changed on the device.", "Check cable and power, and connect again.",
		}, smp.ErrNoAnswer),
		says(words{"The device is still busy after a long wait.", "", "Wait until it is done and do the step again."}, smp.ErrStillBusy),
		general(says(words{"A file did not arrive whole over the line.", "It was not used.", "Do the step again."}, smp.ErrDamaged)),
		saysOf(smallBufferText, smp.ErrSmallBuffer),
		ofType(answerText),
		saysOf(func(error) Explanation { return senseless(say("The device's answer makes no sense.")) }, smp.ErrAnswer),
		ofType(func(e smp.RC) Explanation { return saidText(e) }),
		ofType(func(e smp.FileError) Explanation { return saidText(e) }),
		ofType(func(e *smp.GroupError) Explanation { return saidText(e) }),
	}
}

// outcomeText: the outcome of a device command is unknown.
func outcomeText(cut *desk.OutcomeUnknown) Explanation {
	why := say("The connection to the device failed")
	if errors.Is(cut.Err, context.Canceled) {
		why = say("You stopped it")
	} else if x, ok := find(cut.Err, portErrors()); ok {
		why = sentence(x.What)
	} else if errors.Is(cut.Err, smp.ErrAnswer) {
		x, _ := find(cut.Err, deviceErrors())
		why = sentence(x.What)
	}
	return Explanation{
		What:  say("%s during this: %s.", why, nextText(cut.Act)),
		Means: say("It is not known whether the device did it. Nothing will be repeated blindly."),
		Do:    say("Connect the device again. The next step asks it what happened."),
	}
}

// saidText is an error of the protocol with which a device answered a question.
func saidText(said error) Explanation {
	return Explanation{full(capital(said.Error())), say("The device was only asked: nothing changed on it."), say("Do the step again. %s", checkDeviceText.String())}
}

func senseless(what string) Explanation {
	return Explanation{what, say("It was not used."), say("Connect again. %s", checkDeviceText.String())}
}

// answerText says which field of an answer makes no sense, what it is and what
// was expected.
func answerText(e *smp.AnswerError) Explanation {
	field, value := say("it as a whole"), say("is missing")
	if e.Field != "" {
		field = Printable("", e.Field)
	}
	if e.Value != "" {
		value = say("is %s", Foreign(e.Value))
	}
	return senseless(say("The device's answer to %q makes no sense: %s %s; expected: %s.", Printable("", e.Command), field, value, Printable("", e.Want)))
}

func smallBufferText(err error) Explanation {
	what := say("The device's buffer is too small.")
	if e, ok := errors.AsType[*smp.AnswerError](err); ok {
		what = say("The device's buffer is too small: it says %s bytes, and Handback needs %s.", Printable("", e.Value), Printable("", e.Want))
	}
	return senseless(what)
}

func deniedText(e *serial.PermissionError) Explanation {
	x := Explanation{say("You are not allowed to open this port."), "", say("Ask the person who runs this computer.")}
	if e.Group != "" {
		x.Means = say("Only members of the group %s are allowed to.", Printable("", e.Group))
	}
	if e.Command != "" {
		x.Do = say("Run %s and log in again.", Printable("", e.Command))
	}
	return x
}

const (
	byProfileDo Phrase = "A console needs a profile, which tells how to log in and what to type: choose one with o, '" + ReachKey + "', where the port is chosen, " +
		"or with --profile. 'handback profile show' lists the built-in ones."
	watchLineDo Phrase = "The terminal view shows what is on the line."
)

// silentText says why nobody answers, by what was heard.
func silentText(e *device.SilentError) Explanation {
	switch {
	case e.Heard == heard.NewPassword:
		return newPasswordText(e.Sample)
	case e.Heard == heard.Loader:
		return Explanation{bootLoaderText.String(), heardText(e), say("Start it, then connect again. %s", watchLineDo.String())}
	case e.Heard.Console():
		return Explanation{say("The device has a console, and does not speak SMP there."), heardText(e), byProfileDo.String()}
	case e.Heard == heard.Text:
		return Explanation{say("The device writes text, and does not speak SMP there."), heardText(e), byProfileDo.String() + " " + watchLineDo.String()}
	}
	var causes []string
	do := ""
	for _, c := range e.Causes() {
		causes = append(causes, Word(c))
		if c == device.CauseConsole {
			do += say(byProfileDo) + " "
		}
	}
	return Explanation{
		say("The port is open, but nothing on it answers."), heardText(e),
		say("Check, the most likely first: %s. Then connect again. %s%s", strings.Join(causes, "; "), do, watchLineDo),
	}
}

// heardText is what passed on a line, and what it sounded like.
func heardText(e *device.SilentError) string {
	text := say("At %d baud %s were sent and %s received", e.Baud, sizeText(e.Sent), sizeText(e.Received))
	switch {
	case e.Received == 0:
		return text + "."
	case e.Sample != "":
		return text + fmt.Sprintf(": %s, %q.", Word(e.Heard), Foreign(e.Sample))
	default:
		return text + fmt.Sprintf(": %s.", Word(e.Heard))
	}
}

// newPasswordText says that a device demands a new password; its question may
// be empty.
func newPasswordText(question string) Explanation {
	x := Explanation{
		What:  say("The device demands a new password."),
		Means: say("Handback sets no password, and typed nothing there."),
		Do:    say("Set one by the rules of this site, in the terminal view for example. Then connect again."),
	}
	if question != "" {
		x.Means = say("It asks: %q. ", Foreign(question)) + x.Means
	}
	return x
}

// noText explains a device's no. Said are the protocol's words and number, if
// it said no in those; own the device's own words.
func noText(code capability.RefusalCode, said, own string) Explanation {
	e := cmp.Or(refusalTexts[code], words{
		"it gives no reason that Handback knows.", sameText, "Do the step again; if that does not help, ask the maker of the device.",
	}).said()
	if said = Printable("", said); said != "" {
		e.What = say("The device said: %s.", said)
	} else {
		e.What = say("The device refused: %s", e.What)
	}
	if own = Foreign(own); own != "" {
		e.What += say(" Its words: %q.", own)
	}
	return e
}

const (
	sameText    Phrase = "Nothing changed on the device."
	anotherText Phrase = "Have the portal give another response and put it on the stick."
)

// refusalTexts explain the codes of a device's no.
var refusalTexts = map[capability.RefusalCode]words{
	capability.BadSignature:        {"the signature of the response is not the portal's.", sameText, "Check that the response comes from the portal that this device belongs to. " + anotherText},
	capability.WrongHost:           {"the response is for another device.", sameText, "Bring the response for the host ID of this device. " + anotherText},
	capability.Stale:               {"the response is older than one that the device has processed.", sameText, anotherText},
	capability.AlreadyLoaded:       {"it has loaded this response already.", "That is fine: the step is done.", "Go on with the next step."},
	capability.ResponseExpired:     {"the response has expired.", sameText, "Check the clock of the device. " + anotherText},
	capability.UnknownActivationID: {"it does not know an activation ID.", sameText, "Read the licenses again and compare the activation IDs."},
	capability.CountNotPossible:    {"the number of units that should remain is not possible.", sameText, "Read the licenses again: the device may hold other numbers by now."},
	capability.ClockBehind:         {"its clock is behind the last response.", sameText, "Set the clock of the device right and do the step again."},
	capability.StorageFull:         {"its storage is full.", sameText, "Make room on the device and do the step again."},
	capability.FileDamaged:         {"the file did not arrive whole.", sameText, "Do the step again."},
	capability.Busy:                {"it is busy.", sameText, "Wait until it is done and do the step again."},
	capability.RefusedByPolicy:     {"its policy forbids it.", sameText, "Ask the maker of the device, or the portal's owner."},
	capability.InvalidValue:        {"it does not accept the command.", sameText, checkDeviceText},
	capability.NotThere:            {"it does not have what was asked for.", sameText, "Its firmware lacks what a return needs: ask the maker for one that has it. " + checkDeviceText},
	capability.NotSupported:        {"it does not have what was asked for.", sameText, "Its firmware lacks what a return needs: ask the maker for one that has it. " + checkDeviceText},
	capability.AccessDenied:        {"it does not allow it.", sameText, "Unlock the device, or allow the command in its settings, and do the step again."},
	capability.TooManyLines:        {"these are too many licenses for one request.", sameText, "Return fewer licenses at a time: cancel this return and begin one with some of them."},
	capability.FileTooLarge:        {"the file is too large.", sameText, "Have the portal give a smaller response, or ask the maker of the device for a smaller request."},
}

// checkDeviceText names the tool that tells a maker what differs.
const checkDeviceText Phrase = "If it happens again, ask the maker of the device: 'handback device check' lists what differs from the protocol."
