package text

import (
	"fmt"
	"strings"

	"handback/device"
	"handback/device/heard"
)

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
		Do:    "Set one as the rules of the house want it, in the terminal view for example. Then connect again.",
	}
	if question != "" {
		x.Means = fmt.Sprintf("It asks: %q. ", Foreign(question)) + x.Means
	}
	return x
}
