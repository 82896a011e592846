package text

import (
	"fmt"

	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/console/teach"
	"handback/device/heard"
)

const (
	bootLoaderText = "The device waits in its boot loader."
	noConsoleText  = "No console answers as the profile describes it."
	otherProfileDo = " Or choose another profile with o, '" + ReachKey + "', where the port is chosen, or with --profile. 'handback profile try' shows what a profile makes of the line."
)

// consoleErrors are those of a device that is reached by its console, and of its
// profile.
var consoleErrors = []row{
	ofType(strangeText),
	says(Explanation{noConsoleText, "", "Look at the line in the terminal view." + otherProfileDo}, console.ErrNoConsole),
	ofType(func(e *console.NewPasswordError) Explanation { return newPasswordText(e.Question) }),
	says(newPasswordText(""), console.ErrNewPassword),
	says(Explanation{bootLoaderText, "It has not started, so it knows no licenses.", "Start it, then connect again."}, console.ErrBootLoader),
	says(Explanation{
		"The device does not let this user in.", "User name or password were refused. They are kept nowhere.", "Connect again, with the right ones.",
	}, console.ErrLogin),
	says(Explanation{
		"The device asks for something that only a person can give.", "Nobody is there to answer: the commands need a terminal for that.",
		"Start Handback in a terminal and connect again.",
	}, console.ErrNoPerson),
	ofType(func(e *console.CommandError) Explanation {
		return Explanation{
			fmt.Sprintf("A command failed on the device: %s.", sentence(Printable("", e.Error()))), "The profile does not know this error.",
			"See what the device says in the log. The profile's maker can add what it means.",
		}
	}),
	says(Explanation{
		"The device sends without end.", "What it sends is no answer, and was not used.",
		"See in the terminal view what it sends, stop that on the device if you can, and connect again.",
	}, console.ErrFlood),
	says(Explanation{
		"The device stopped answering in the middle of a command.", "It is not known whether it did it.", "Check cable and power, and connect again.",
	}, console.ErrNoAnswer),
	says(Explanation{
		"The line garbles what goes over it.", "What could not be read twice alike was not used.",
		"Check the cable, or set a slower rate and delays in the profile.",
	}, console.ErrEcho, console.ErrUnsure),
	general(says(Explanation{
		"A file did not come over the console whole.", "It was not used.", "Do the step again. On a bad line, a profile that carries files by YMODEM helps.",
	}, console.ErrDamaged)),
	says(Explanation{"The command is too long for the device.", "Nothing was made.", "Return fewer licenses at a time."}, console.ErrTooLong),
	says(Explanation{"The file is too large for a console.", "Nothing was sent.", "Check that this is the right file."}, console.ErrTooLarge),

	// Teaching a profile.
	says(Explanation{
		"These words can not be marked so.", "A value is a whole part of one line, and no two lie over another.", "Mark the value alone, without what stands around it.",
	}, teach.ErrMark),
	says(Explanation{
		"This line can not be told from what the device writes in between.", "A pattern for it would match boot messages or other lines.",
		"Choose a command whose answer has a name before the value.",
	}, teach.ErrNoise),
	says(Explanation{
		"The file holds no recorded session.", "Nothing was learned.", "Give the log of minicom, PuTTY, tio, screen, script or Handback, of at most 8 MB.",
	}, teach.ErrSession),
	says(Explanation{
		"The lesson can not be taken up again: its file is damaged.", "Nothing was changed.", "Rename the file that ends in .lesson, and teach the device once more.",
	}, teach.ErrLesson),
	says(Explanation{"The device is not taught to the end.", "There are open questions.", "Go on with 'handback profile teach'."}, teach.ErrUnfinished),
	ofType(func(e *teach.AnswerError) Explanation {
		return Explanation{TeachReason(e), "The answer was not taken.", "Answer again."}
	}),

	// The profile.
	says(Explanation{
		"The profile has mistakes.", "No device was reached with it.", "'handback profile check' names each of them with its line and column.",
	}, profile.ErrProfile),
	says(Explanation{
		"There is no such profile.", "", "'handback profile show' lists the built-in ones; another one is named by the path of its file.",
	}, profile.ErrNoProfile),
	says(Explanation{
		"A name or number can't be put safely into a command of the device.", "The command was not given.",
		"The profile's maker can have values quoted, or the device's own names may be wrong.",
	}, profile.ErrUnsafe),
	says(Explanation{
		"The device's answer is not as the profile describes it.", "It was not used.", "Try the profile: 'handback profile try' shows what came and what was matched.",
	}, profile.ErrAnswer),
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
