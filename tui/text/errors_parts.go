package text

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"handback/capability/message"
	"handback/device"
	"handback/device/serial"
	"handback/device/smp"
)

// explainPort explains what can be wrong with a serial port.
func explainPort(err error) (Explanation, bool) {
	var busy *serial.BusyError
	var denied *serial.PermissionError
	var silent *device.SilentError
	switch {
	case errors.As(err, &busy):
		what := "The port is in use by another program."
		if busy.Holder != "" {
			what = fmt.Sprintf("The port is in use by another program: %s.", Printable("", busy.Holder))
		}
		return Explanation{what, "", "Close that program and connect again."}, true
	case errors.As(err, &denied):
		return deniedText(denied), true
	case errors.As(err, &silent):
		return silentText(silent), true
	case errors.Is(err, serial.ErrUnplugged):
		return Explanation{
			"The device was unplugged.", "Nothing was changed on the device by the command that failed.",
			"Plug it in and connect again.",
		}, true
	case errors.Is(err, serial.ErrNoPort):
		return Explanation{"There is no such port, or no longer.", "", "Plug the cable in, or choose another port."}, true
	case errors.Is(err, serial.ErrNotPort):
		return Explanation{"That is not a serial port.", "", "Choose a port from the list."}, true
	case errors.Is(err, serial.ErrRate):
		return Explanation{"The port can't be set to this rate.", "Nothing was sent.", "Set another rate, with --baud or in the configuration, or take another adapter."}, true
	case errors.Is(err, serial.ErrTooManyFiles):
		return Explanation{"Handback has too many files open to read the port.", "", "Close Handback, start it again and connect again."}, true
	}
	return Explanation{}, false
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

// explainDevice explains what can be wrong with what a device says.
func explainDevice(err error) (Explanation, bool) {
	switch {
	case errors.Is(err, smp.ErrNoLicensing):
		return Explanation{"The device answers, but knows no licensing commands.", "", "Check that this is the right device and that its firmware can return licenses."}, true
	case errors.Is(err, smp.ErrDeparts):
		return Explanation{
			"The device is not as the protocol says.", "What it does otherwise stands above, by the names that the page has for its rules.",
			"'handback help protocol' prints the page.",
		}, true
	case errors.Is(err, smp.ErrNotSMP):
		return Explanation{"What is on the line does not speak the management protocol.", "", "Choose another port, or check the rate of the line."}, true
	case errors.Is(err, smp.ErrNoAnswer):
		return Explanation{
			"The device stopped answering.", "No command is open: nothing was changed on the device.",
			"Check cable and power, and connect again.",
		}, true
	case errors.Is(err, smp.ErrStillBusy):
		return Explanation{"The device is still busy after a long wait.", "", "Wait until it is done and do the step again."}, true
	case errors.Is(err, smp.ErrDamaged):
		return Explanation{"A file did not come over the line whole.", "It was not used.", "Do the step again."}, true
	case errors.Is(err, smp.ErrAnswer):
		return senselessText(err), true
	}
	return explainAnswered(err)
}

// explainAnswered explains an error of the protocol with which a device answered
// a question.
func explainAnswered(err error) (Explanation, bool) {
	var rc smp.RC
	var file smp.FileError
	var group *smp.GroupError
	var said error
	switch {
	case errors.As(err, &rc):
		said = rc
	case errors.As(err, &file):
		said = file
	case errors.As(err, &group):
		said = group
	default:
		return Explanation{}, false
	}
	return Explanation{capital(said.Error()) + ".", "It was only asked: nothing changed on the device.", "Do the step again. " + checkDeviceText}, true
}

// senselessText explains an answer that makes no sense: which field, what it is
// and what was expected.
func senselessText(err error) Explanation {
	e := Explanation{
		"The device's answer makes no sense.", "It was not used.",
		"Connect again. " + checkDeviceText,
	}
	var wrong *smp.AnswerError
	switch {
	case !errors.As(err, &wrong):
	case errors.Is(err, smp.ErrSmallBuffer):
		e.What = fmt.Sprintf("The device's buffer is too small: it says %s bytes, and Handback needs %s.", Printable("", wrong.Value), Printable("", wrong.Want))
	default:
		field, value := "it as a whole", "is missing"
		if wrong.Field != "" {
			field = Printable("", wrong.Field)
		}
		if wrong.Value != "" {
			value = "is " + Foreign(wrong.Value)
		}
		e.What = fmt.Sprintf("The device's answer to %q makes no sense: %s %s; expected was %s.", Printable("", wrong.Command), field, value, Printable("", wrong.Want))
	}
	return e
}

// explainMessage explains what can be wrong with a file that should be a
// request or a response.
func explainMessage(err error) (Explanation, bool) {
	const unused = "It was not used."
	switch {
	case errors.Is(err, message.ErrPublicKey):
		return Explanation{"A file that should be a public key is none.", "No message can be checked with it.", "Get the key (Ed25519, PEM) from the portal's owner, or from whoever enrolled the device."}, true
	case errors.Is(err, message.ErrVersion):
		return Explanation{"The message is for a newer Handback.", unused, "Use a newer version of Handback."}, true
	case errors.Is(err, message.ErrTruncated):
		return Explanation{"The message is truncated: its end is missing.", unused, "Copy the file again."}, true
	case errors.Is(err, message.ErrTooLarge):
		return Explanation{"The file is larger than a message can be.", unused, "Check that this is the right file."}, true
	case errors.Is(err, message.ErrSignature):
		return Explanation{"The signature of the message is not right.", unused, "Copy the file again. If that does not help, have it made again."}, true
	case errors.Is(err, message.ErrHost):
		return Explanation{"The message is for another device.", unused, "Take the message for the host ID of this device."}, true
	case errors.Is(err, message.ErrKind):
		return Explanation{"This is a message of another kind.", unused, "Take a response where one is wanted, and a request where one is."}, true
	case errors.Is(err, message.ErrPublicKey):
		return Explanation{
			fileOr(err, "A file") + " holds no Ed25519 public key in PEM form.", unused,
			"Get the portal's key from the portal's owner: 'backoffice public-key' prints it so. A device's may also be the file that enrolled it.",
		}, true
	case errors.Is(err, message.ErrNotMessage):
		return Explanation{"The file is no message that can be read here.", "A vendor's own messages can only be carried.", "Check that this is the right file."}, true
	}
	return Explanation{}, false
}

// fileOr names the file that an error is about, or it says unnamed.
func fileOr(err error, unnamed string) string {
	var file *fs.PathError
	if errors.As(err, &file) {
		return Printable("", file.Path)
	}
	return unnamed
}

// explainSystem explains what the operating system says of files.
func explainSystem(err error) (Explanation, bool) {
	path := fileOr(err, "A file or folder")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Explanation{path + " does not exist.", "", "Check the path."}, true
	case errors.Is(err, fs.ErrExist):
		return Explanation{path + " is there already.", "Nothing is overwritten, and nothing was written.", "Name another file, or move that one away."}, true
	case errors.Is(err, syscall.EISDIR):
		return Explanation{path + " is a folder, and a file is wanted.", "", "Check the path."}, true
	case errors.Is(err, syscall.ENOTDIR):
		return Explanation{path + " is a file, or leads through one, and a folder is wanted.", "", "Check the path."}, true
	case errors.Is(err, serial.ErrStuck):
		return Explanation{"The driver of the port does not let it go.", "What was done is done. The port stays taken until it does.", "Unplug the adapter, and plug it in again."}, true
	case errors.Is(err, fs.ErrPermission):
		return Explanation{path + " may not be used by you.", "", "Choose another place, or ask who runs this computer."}, true
	}
	return Explanation{}, false
}
