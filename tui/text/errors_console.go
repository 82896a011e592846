package text

import (
	"errors"
	"fmt"

	"handback/device/console"
	"handback/device/console/profile"
)

// explainConsole explains what can be wrong with a device that is reached by
// its console.
func explainConsole(err error) (Explanation, bool) {
	for _, part := range []func(error) (Explanation, bool){explainReach, explainCommand, explainProfile} {
		if x, known := part(err); known {
			return x, true
		}
	}
	return Explanation{}, false
}

// explainCommand explains what went wrong with a command on a console.
func explainCommand(err error) (Explanation, bool) {
	var failed *console.CommandError
	switch {
	case errors.As(err, &failed):
		return Explanation{
			fmt.Sprintf("A command failed on the device: %s.", sentence(Printable("", failed.Error()))), "The profile does not know this error.",
			"See what the device says in the log. The profile's maker can add what it means.",
		}, true
	case errors.Is(err, console.ErrFlood):
		return Explanation{
			"The device sends without end.", "What it sends is no answer, and was not used.",
			"See in the terminal view what it sends, stop that on the device if you can, and connect again.",
		}, true
	case errors.Is(err, console.ErrNoAnswer):
		return Explanation{"The device stopped answering in the middle of a command.", "It is not known whether it did it.", "Check cable and power, and connect again."}, true
	case errors.Is(err, console.ErrEcho), errors.Is(err, console.ErrUnsure):
		return Explanation{
			"The line spoils what goes over it.", "Nothing was done with what could not be read twice alike.",
			"Check the cable, or set a slower rate and delays in the profile.",
		}, true
	case errors.Is(err, console.ErrDamaged):
		return Explanation{"A file did not come over the console whole.", "It was not used.", "Do the step again. On a bad line, a profile that carries files by YMODEM helps."}, true
	case errors.Is(err, console.ErrTooLong):
		return Explanation{"The device does not take so long a command.", "Nothing was made.", "Return fewer licenses at a time."}, true
	case errors.Is(err, console.ErrTooLarge):
		return Explanation{"The file is too large for a console.", "Nothing was sent.", "Check that this is the right file."}, true
	}
	return Explanation{}, false
}

// explainProfile explains what is wrong with a profile.
func explainProfile(err error) (Explanation, bool) {
	switch {
	case errors.Is(err, profile.ErrProfile):
		return Explanation{"The profile has mistakes.", "No device was reached with it.", "'handback profile check' names each of them with its line and column."}, true
	case errors.Is(err, profile.ErrNoProfile):
		return Explanation{"There is no such profile.", "", "'handback profile show' lists the built-in ones; another one is named by the path of its file."}, true
	case errors.Is(err, profile.ErrUnsafe):
		return Explanation{
			"A name or number can't be put safely into a command of the device.", "The command was not given.",
			"The profile's maker can have values quoted, or the device's own names may be wrong.",
		}, true
	case errors.Is(err, profile.ErrAnswer):
		return Explanation{"The device's answer is not as the profile describes it.", "It was not used.", "Try the profile: 'handback profile try' shows what came and what was matched."}, true
	}
	return Explanation{}, false
}
