package text

import "strings"

// HelpEverywhere is the title over the keys of every screen.
const HelpEverywhere Phrase = "On every screen"

// KeysEverywhere are the keys that work on every screen.
var KeysEverywhere = []struct {
	Key   string
	Means Phrase
}{
	{"up, k", "Move up."},
	{"down, j", "Move down."},
	{"pgup, pgdn", "Move by a page."},
	{"home, end", "Go to the first, or to the last."},
	{"tab", "Walk along the keys in the bottom line; Enter presses the one that is chosen."},
	{"l", "Show the log: what was done, and when."},
	{"?", "Show this help."},
	{"q", "Quit. What must not be cut off is finished first."},
}

// about says something of what a word or a title names.
type about struct{ of, says Phrase }

// saidOf is what is said of a word in the language that is spoken; empty: nothing.
func saidOf(all []about, spoken string) Phrase {
	for _, a := range all {
		if a.of.String() == spoken {
			return a.says
		}
	}
	return ""
}

// helpTexts say what a screen is for.
var helpTexts = []about{
	{HomeTitle, "Here is all that is open and plugged in. Enter on a return goes on with it. Enter on a device connects it, and begins a return. Enter on a stick uses that stick."},
	{ConnectTitle, "Here you choose the port that the device is plugged into. The cursor stands where it answered last. Handback asks the device who it is, and changes nothing."},
	{LicensesTitle, "Here is what the device holds, as it was read just now. Enter chooses what is returned."},
	{ChooseTitle, "Here you choose which licenses are returned, and how many of each remain on the device. Nothing happens on the device yet."},
	{ReviewTitle, "Here is the whole order once more, with the numbers before and after. The last Enter opens the return; nothing stops working by that."},
	{SticksTitle, "Here you choose the stick that carries files to the portal and from there. A folder will do, too."},
	{DoneTitle, "The return has ended. Here is what was returned, what the portal credited, and on what that rests."},
	{WhereTitle, "Here is where things stand by the device and the stick that are plugged in, and what to do next."},
	{BenchTitle, "Here are many devices at once: a row for each. Enter does the next step of one device, A that of all that are ready."},
	{TerminalTitle, "Here is what the device writes on its line. Handback writes nothing unless you say so."},
	{LessonTitle, "Here Handback learns how this device's console is used. You type the device's commands. In its answers the arrow keys go from word to word, and a digit says what the words are."},
	{ReachTitle, "Here you choose how the device is spoken to: by the management protocol, or by its console as a profile describes it."},
	{WaysTitle, "Here is what else can be done with this return, beside the next step."},
	{LogTitle, "Here is what was done, and when."},
}

// stepsHelp is the help of the steps of a return, whose title is its ID.
const stepsHelp Phrase = "Here are the steps of this return. The panel below says what comes next, who does it, and whether it can be undone. Enter does it."

// HelpOf says what the screen of that title is for; empty: it explains itself.
func HelpOf(title string) string {
	if said := saidOf(helpTexts, title); said != "" {
		return said.String()
	}
	if strings.HasPrefix(title, "R-") {
		return stepsHelp.String()
	}
	return ""
}

// keyMeanings say what a key does where its word alone is short.
var keyMeanings = []about{
	{Close, "Close this screen."},
	{WaysKey, "Show what else can be done: cancel, replace, other ways to carry the file."},
	{Uploaded, "Note that somebody uploaded the file. It is kept as a claim."},
	{SaveMore, "Save the request once more, on this stick or on another one."},
	{SlipKey, "Show what the person at the portal has to do."},
	{ReleaseKey, "Have the system let the stick go, so that it may be removed."},
	{LookAgain, "Look again for devices, sticks and returns."},
	{ProbeKey, "Ask the ports which device is there."},
	{TerminalKey, "Show what the device writes on its line."},
	{ReachKey, "Choose how the device is spoken to."},
	{BenchKey, "Work with many devices at once."},
	{WhereKey, "Say where things stand, by the device and the stick."},
	{DeadKey, "Declare a device dead that can't be read any more."},
	{WhichWayKey, "Explain the ways in which a return can be done."},
	{CertifyKey, "Write the certificate of this return beside its record."},
	{AnswerKey, "Take in the portal's answer that is on the stick."},
	{OtherStick, "Choose another stick."},
	{LessonKey, "Teach Handback this console: you show commands, and it writes a profile."},
	{LessonRight, "All that is read is right: go on."},
	{LessonName, "Say which value the chosen words are. The same digit again: the device does not tell it."},
	{LessonWords, "Go from word to word."},
	{LessonFrom, "Choose several words: from here to where the cursor goes."},
	{LessonRow, "This line is the row of a license."},
	{LessonAlso, "This line is the row of a license of another kind."},
	{LessonTell, "Type what a value is, or where it is."},
	{LessonUndo, "Take the last answer back, and ask again."},
}

// KeyMeans says in a sentence what a key does.
func KeyMeans(word string) string {
	if means := saidOf(keyMeanings, word); means != "" {
		return means.String()
	}
	return full(capital(word))
}
