package text

import (
	"handback/device/console"
	"handback/device/console/course"
	"handback/device/console/profile"
	"handback/device/console/teach"
	"handback/device/heard"
)

const (
	bootLoaderText Phrase = "The device waits in its boot loader."
	noConsoleText  Phrase = "No console answers as the profile describes it."
	otherProfileDo Phrase = " Or choose another profile with o, '" + ReachKey + "', where the port is chosen, or with --profile. 'handback profile try' shows what a profile makes of the line."
)

// consoleErrors are those of a device that is reached by its console, and of its
// profile.
func consoleErrors() []row {
	return []row{
		ofType(strangeText),
		says(words{noConsoleText, "", "Look at the line in the terminal view." + otherProfileDo}, console.ErrNoConsole),
		ofType(func(e *console.NewPasswordError) Explanation { return newPasswordText(e.Question) }),
		saysOf(func(error) Explanation { return newPasswordText("") }, console.ErrNewPassword),
		says(words{bootLoaderText, "It has not started, so it knows no licenses.", "Start it, then connect again."}, console.ErrBootLoader),
		says(words{
			"The device does not let this user in.", "User name or password were refused. Handback does not keep them.", "Connect again, with the right ones.",
		}, console.ErrLogin),
		says(words{
			"The device asks for something that only a person can give.", "Nobody is there to answer: the commands need a terminal for that.",
			"Start Handback in a terminal and connect again.",
		}, console.ErrNoPerson),
		ofType(func(e *console.CommandError) Explanation {
			return Explanation{
				say("A command failed on the device: %s.", sentence(Printable("", e.Error()))), say("The profile does not know this error."),
				say("Look in the log at what the device says. The profile's maker can add what it means."),
			}
		}),
		says(words{
			"The device sends without end.", "That is not an answer. Handback did not use it.",
			"Look in the terminal view at what it sends, stop that on the device if you can, and connect again.",
		}, console.ErrFlood),
		ofType(shellText),
		saysOf(func(error) Explanation { return shellText(new(console.ShellError)) }, console.ErrOtherShell),
		says(words{
			"The device stopped answering in the middle of a command.", "It is not known whether it did it.", "Check cable and power, and connect again.",
		}, console.ErrNoAnswer),
		says(words{
			"The line damages what is sent over it.", "Handback read the same thing twice and got two different results. It used neither.",
			"Check the cable, or set a slower rate and delays in the profile.",
		}, console.ErrEcho, console.ErrUnsure),
		general(says(words{
			"A file did not arrive whole over the console.", "It was not used.", "Do the step again. On a bad line, a profile that carries files by YMODEM helps.",
		}, console.ErrDamaged)),
		says(words{"The command is too long for the device.", "Nothing was made.", "Return fewer licenses at a time."}, console.ErrTooLong),
		says(words{"The file is too large for a console.", "Nothing was sent.", "Check that this is the right file."}, console.ErrTooLarge),
	}
}

// teachErrors are those of teaching a profile.
func teachErrors() []row {
	return []row{
		says(words{
			"These words can't be marked this way.", "A value is a whole part of one line, and values must not overlap.", "Mark the value alone, without what is around it.",
		}, teach.ErrMark),
		says(words{
			"This line looks like what the device writes in between.", "A pattern for it would match boot messages or other lines.",
			"Choose a command whose answer has a name before the value.",
		}, teach.ErrNoise),
		says(words{
			"The file holds no recorded session.", "Nothing was learned.", "Give the log of minicom, PuTTY, tio, screen, script or Handback, of at most 8 MB.",
		}, teach.ErrSession),
		says(words{
			"The lesson can't go on: its file is damaged.", "Nothing was changed.", "Rename the file that ends in .lesson, and teach the device once more.",
		}, teach.ErrLesson),
		says(words{
			"A file of this name is there already, and was not taught here.", "It was not changed.", "Give the profile another name, or move that file away.",
		}, course.ErrTaken),
		says(words{"The lesson of this device is not finished.", "There are open questions.", "Go on with 'handback profile teach'."}, teach.ErrUnfinished),
		ofType(func(e *teach.AnswerError) Explanation {
			return Explanation{TeachReason(e), say("The answer was not taken."), say("Answer again.")}
		}),
	}
}

// profileErrors are those of a profile, and of an answer that it does not describe.
func profileErrors() []row {
	return []row{
		says(words{
			"The profile has mistakes.", "No device was reached with it.", "'handback profile check' names each of them with its line and column.",
		}, profile.ErrProfile),
		says(words{
			"There is no such profile.", "", "'handback profile show' lists the built-in ones. Name any other by the path of its file.",
		}, profile.ErrNoProfile),
		says(words{
			"A name or number can't be put safely into a command of the device.", "The command was not given.",
			"The profile's maker can have values quoted. Or the device's own names are wrong.",
		}, profile.ErrUnsafe),
		says(words{
			"The device's answer is not as the profile describes it.", "It was not used.", "Try the profile: 'handback profile try' shows what arrived and what was matched.",
		}, profile.ErrAnswer),
	}
}

// shellText says that a profile is for another kind of device.
func shellText(e *console.ShellError) Explanation {
	x := Explanation{
		What: say("The device answers, but not as the profile describes: it may be another kind of device."),
		Do:   say("Choose another profile with o, '%s', where the port is chosen.", ReachKey),
	}
	if e.Line != "" {
		x.Means = say("It said %q.", Foreign(e.Line))
	}
	return x
}

// strangeText says what is on a console that the profile doesn't describe,
// and which key of the profile would.
func strangeText(e *console.StrangeError) Explanation {
	if e.Next != "" {
		return Explanation{
			say("The device's prompt changes each time: %q, then %q.", Foreign(e.Line), Foreign(e.Next)),
			say("The profile describes one that stays the same."),
			say("Leave that part open in the profile: in [shell] set prompt = '%s'.", Foreign(e.Pattern)) + otherProfileDo.String(),
		}
	}
	said := say("Its last line is %q.", Foreign(e.Line))
	switch e.Heard {
	case heard.Nothing:
		return Explanation{noConsoleText.String(), say("Nothing arrives over the line."), say("Check that the device is on, and its rate.%s", otherProfileDo.String())}
	case heard.Rubbish:
		return Explanation{noConsoleText.String(), say("What arrives is not text."), say("Set another rate, with --baud or in the profile.%s", otherProfileDo.String())}
	case heard.Shell:
		return Explanation{say("The device waits at a prompt that the profile does not describe."), said, say("In the profile's [shell], set prompt to a pattern that fits.%s", otherProfileDo.String())}
	case heard.Login:
		return Explanation{say("The device asks for a user in words that the profile does not describe."), said, say("In the profile's [login], set user-prompt to a pattern that fits.%s", otherProfileDo.String())}
	case heard.Password:
		return Explanation{say("The device asks for a password in words that the profile does not describe."), said, say("In the profile's [login], set password-prompt to a pattern that fits.%s", otherProfileDo.String())}
	case heard.Pager:
		return Explanation{say("The device waits for a key that the profile does not describe."), said, say("In the profile, add [[wake.answers]] that fit.%s", otherProfileDo.String())}
	case heard.Loader:
		return Explanation{bootLoaderText.String(), said, say("Start it, then connect again.")}
	}
	return Explanation{noConsoleText.String(), said, say("Look at the line in the terminal view: the device may be starting.%s", otherProfileDo.String())}
}
