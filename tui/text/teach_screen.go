package text

import (
	"fmt"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/course"
	"handback/device/console/teach"
)

// Titles and keys of the screen that teaches a device.
const (
	Teach     Phrase = "Learning from the device"
	TryTaught Phrase = "Trying the profile"

	LessonTitle  Phrase = "Teach the device"
	LessonFile   Phrase = "Profile to write"
	LessonBegin  Phrase = "Begin"
	LessonNot    Phrase = "Not now"
	LessonYes    Phrase = "yes"
	LessonNoFile Phrase = "Give the profile a name."

	LessonAnswer  Phrase = "The device's answer"
	LessonSays    Phrase = "The device"
	LessonLog     Phrase = "The commands of the log"
	LessonRead    Phrase = "What is read"
	LessonOne     Phrase = "Choose one"
	LessonWritten Phrase = "The profile"

	LessonKey    Phrase = "teach"
	LessonGive   Phrase = "answer"
	LessonRight  Phrase = "it is right"
	LessonName   Phrase = "name it"
	LessonWords  Phrase = "other words"
	LessonFrom   Phrase = "words from here"
	LessonRow    Phrase = "a license's row"
	LessonAlso   Phrase = "another kind of row"
	LessonTell   Phrase = "type it"
	LessonUndo   Phrase = "take an answer back"
	LessonDo     Phrase = "do it"
	LessonUse    Phrase = "Use it: connect to the device with this profile"
	LessonTry    Phrase = "Try its harmless commands again"
	LessonFiles  Phrase = "Carry a small file to the device and back; it takes the place of a response that waits there"
	LessonMake   Phrase = "Rehearse: have the device make a return request and a confirmation request; nothing is loaded"
	LessonMore   Phrase = "More lines may follow; Enter alone ends."
	LessonMeans  Phrase = "What does that mean?"
	LessonTyping Phrase = "A correction: 'NAME = TEXT' (the device does not tell it), 'NAME 2.3-5' (line 2, words 3 to 5). Or 'NAME -', 'row 2', 'also 3'."

	lessonKept  Phrase = "All is kept in a file beside the profile: close the screen at any time, and begin again with the same name."
	lessonKnock Phrase = "To see what the device shows, Handback presses Enter, q at the end of a page, and then Ctrl-U and Enter."
)

// LessonHello is what stands before a lesson begins.
func LessonHello() []string {
	return append(TeachHello(false, "")[:2], lessonKnock.String(), lessonKept.String())
}

// LessonContext says how far a lesson is.
func LessonContext(port string, answers int) string {
	return say("%s at %s", say("%d answers", answers), Printable("", port))
}

// LessonOption is an option of a question, in words.
func LessonOption(q teach.Question, option string) string {
	switch {
	case q.Topic == teach.AskTools && option == q.Options[0]:
		return LessonYes.String()
	case q.Topic == teach.AskTools:
		return No.String()
	}
	return Foreign(option)
}

// LessonRehearse asks whether the device shall make requests.
func LessonRehearse(id string, keep int) string {
	return say("Should the device make a return request now that keeps %d of %s, and then a confirmation request? Nothing is loaded.", keep, Foreign(id))
}

// LessonAsk is a question in words, where a refusal's meaning is chosen afterwards.
func LessonAsk(q teach.Question) string {
	if q.Topic == teach.AskRefusals {
		return say("What does the device say when it refuses? Type its words; Enter alone ends.")
	}
	return TeachAsk(q)
}

// LessonUsual says what Enter alone answers.
func LessonUsual(usual string) string { return say("Enter alone: %s", Foreign(usual)) }

// LessonAt says at which words the cursor stands, and what they are; no name: nothing
// yet.
func LessonAt(line, from, to int, name string) string {
	at := say("line %d, word %d", line, from)
	if to > from {
		at = say("line %d, words %d to %d", line, from, to)
	}
	if name == "" {
		return at
	}
	return at + ": " + Foreign(name)
}

// LessonValues are the values that were found, each with the digit that names it.
func LessonValues(q teach.Question) []string {
	var lines []string
	for i, f := range q.Found {
		lines = append(lines, fmt.Sprintf("%d %s", i+1, valueLine(f)))
	}
	return lines
}

// LessonTold are the commands that were given last, with what the device said.
func LessonTold(all []teach.Exchange) []string {
	var lines []string
	for _, e := range all {
		lines = append(lines, "> "+capability.PrintableLine(e.Sent))
		for _, line := range e.Lines {
			lines = append(lines, "  "+capability.PrintableLine(line))
		}
	}
	return lines
}

// LessonEnd says where the profile is, and what is to be looked at.
func LessonEnd(w course.Written) []string {
	lines := []string{TeachWritten(w.Path, w.Beside), TeachFits.String()}
	for _, r := range w.Remarks {
		lines = append(lines, TeachRemark(r))
	}
	return lines
}

// Tried is a step of a trial: what it was, what it found, and why it failed.
func Tried(s console.Step) []string {
	what := Word(s.What)
	if s.Err != nil {
		return []string{what, "  " + Explain(s.Err).What}
	}
	lines := []string{what}
	for _, f := range s.Found {
		lines = append(lines, fmt.Sprintf("  %s: %s", f.Name, Foreign(f.Value)))
	}
	for _, l := range s.Licenses {
		lines = append(lines, fmt.Sprintf("  %s %6d  %s", Pad(Foreign(string(l.ActivationID)), 20), l.Count, Foreign(Feature(l))))
	}
	return lines
}
