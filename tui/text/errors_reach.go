package text

import (
	"errors"
	"fmt"

	"handback/device/console"
	"handback/device/heard"
)

const (
	bootLoaderText = "The device waits in its boot loader."
	noConsoleText  = "No console answers as the profile describes it."
	otherProfileDo = " Or choose another profile with o, '" + ReachKey + "', where the port is chosen, or with --profile. 'handback profile try' shows what a profile makes of the line."
)

// explainReach explains why a console is not ready for commands.
func explainReach(err error) (Explanation, bool) {
	var strange *console.StrangeError
	var demand *console.NewPasswordError
	switch {
	case errors.As(err, &strange):
		return strangeText(strange), true
	case errors.As(err, &demand):
		return newPasswordText(demand.Question), true
	case errors.Is(err, console.ErrBootLoader):
		return Explanation{bootLoaderText, "It has not started, so it knows no licenses.", "Start it, then connect again."}, true
	case errors.Is(err, console.ErrLogin):
		return Explanation{
			"The device does not let this user in.", "User name or password were refused. They are kept nowhere.",
			"Connect again, with the right ones.",
		}, true
	case errors.Is(err, console.ErrNobody):
		return Explanation{
			"The device asks for something that only a person can give.", "Nobody is there to answer: the commands need a terminal for that.",
			"Start Handback in a terminal and connect again.",
		}, true
	}
	return Explanation{}, false
}

// strangeText says what stands on a console that the profile doesn't describe,
// and which key of the profile would.
func strangeText(e *console.StrangeError) Explanation {
	if e.Next != "" {
		return Explanation{
			fmt.Sprintf("The device's prompt changes each time: %q, then %q.", Foreign(e.Line), Foreign(e.Next)),
			"The profile describes one that stays the same.",
			fmt.Sprintf("Leave that part open in the profile: in [shell] set prompt = '%s'.", Foreign(e.Pattern)) + otherProfileDo,
		}
	}
	said := fmt.Sprintf("Its last line is %q.", Foreign(e.Line))
	switch e.Heard {
	case heard.Nothing:
		return Explanation{noConsoleText, "The line says nothing.", "Check that the device is on, and its rate." + otherProfileDo}
	case heard.Rubbish:
		return Explanation{noConsoleText, "What arrives is no text.", "Set another rate, with --baud or in the profile." + otherProfileDo}
	case heard.Shell:
		return Explanation{"The device waits at a prompt that the profile does not describe.", said, "In the profile's [shell], set prompt to a pattern that fits." + otherProfileDo}
	case heard.Login:
		return Explanation{"The device asks for a user in words that the profile does not describe.", said, "In the profile's [login], set user-prompt to a pattern that fits." + otherProfileDo}
	case heard.Password:
		return Explanation{"The device asks for a password in words that the profile does not describe.", said, "In the profile's [login], set password-prompt to a pattern that fits." + otherProfileDo}
	case heard.Pager:
		return Explanation{"The device waits for a key, as the profile does not describe it.", said, "In the profile, add [[wake.answers]] that fit." + otherProfileDo}
	case heard.Loader:
		return Explanation{bootLoaderText, said, "Start it, then connect again."}
	}
	return Explanation{noConsoleText, said, "Look at the line in the terminal view: the device may be starting." + otherProfileDo}
}
