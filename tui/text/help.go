package text

import "strings"

// HelpEverywhere is the title over the keys of every screen.
const HelpEverywhere Phrase = "On every screen"

// KeysEverywhere are the keys that work on every screen.
var KeysEverywhere = []struct{ Key, Means string }{
	{"up, k", "Move up."},
	{"down, j", "Move down."},
	{"pgup, pgdn", "Move by a page."},
	{"home, end", "Go to the first, or to the last."},
	{"tab", "Walk along the keys in the bottom line; Enter presses the one that is chosen."},
	{"l", "Show the log: what was done, and when."},
	{"?", "Show this help."},
	{"q", "Quit. What must not be cut off is finished first."},
}

// helpTexts say what a screen is for.
var helpTexts = map[string]string{
	HomeTitle.String():     "Here is all that is open and plugged in. Enter on a return goes on with it. Enter on a device connects it, and begins a return. Enter on a stick uses that stick.",
	ConnectTitle.String():  "Here you choose the port that the device is plugged into. The cursor stands where it answered last. Handback asks the device who it is, and changes nothing.",
	LicensesTitle.String(): "Here is what the device holds, as it was read just now. Enter chooses what is returned.",
	ChooseTitle.String():   "Here you choose which licenses are returned, and how many of each remain on the device. Nothing happens on the device yet.",
	ReviewTitle.String():   "Here is the whole order once more, with the numbers before and after. The last Enter opens the return; nothing stops working by that.",
	SticksTitle.String():   "Here you choose the stick that carries files to the portal and from there. A folder will do, too.",
	DoneTitle.String():     "The return has ended. Here is what was returned, what the portal credited, and on what that rests.",
	WhereTitle.String():    "Here is where things stand by the device and the stick that are plugged in, and what to do next.",
	BenchTitle.String():    "Here are many devices at once: a row for each. Enter does the next act of one device, A that of all that are ready.",
	TerminalTitle.String(): "Here is what the device writes on its line. Handback writes nothing unless you say so.",
	LessonTitle.String():   "Here Handback learns how this device's console is used. You type the device's commands; in its answers the arrow keys go from word to word, and a digit says what the words are.",
	ReachTitle.String():    "Here you choose how the device is spoken to: by the management protocol, or by its console as a profile describes it.",
	WaysTitle.String():     "Here is what else can be done with this return, beside the next act.",
	LogTitle.String():      "Here is what was done, and when.",
}

// stepsHelp is the help of the steps of a return, whose title is its ID.
const stepsHelp Phrase = "Here are the steps of this return. The panel below says what comes next, who does it, and whether it can be undone. Enter does it."

// HelpOf says what the screen of that title is for; empty: it explains itself.
func HelpOf(title string) string {
	if about, known := helpTexts[title]; known {
		return about
	}
	if strings.HasPrefix(title, "R-") {
		return stepsHelp.String()
	}
	return ""
}

// keyMeanings say what a key does where its word alone is short.
var keyMeanings = map[string]string{
	Close.String():       "Close this screen.",
	WaysKey.String():     "Show what else can be done: cancel, replace, other ways to carry the file.",
	Uploaded.String():    "Note that somebody uploaded the file. It is kept as a claim.",
	SaveMore.String():    "Save the request once more, on this stick or on another one.",
	SlipKey.String():     "Show what the person at the portal has to do.",
	ReleaseKey.String():  "Have the system let the stick go, so that it may be removed.",
	LookAgain.String():   "Look anew for devices, sticks and returns.",
	ProbeKey.String():    "Ask the ports which device is there.",
	TerminalKey.String(): "Show what the device writes on its line.",
	ReachKey.String():    "Choose how the device is spoken to.",
	BenchKey.String():    "Work with many devices at once.",
	WhereKey.String():    "Say where things stand, by the device and the stick.",
	DeadKey.String():     "Declare a device dead that can't be read any more.",
	WhichWayKey.String(): "Explain the ways in which a return can be done.",
	CertifyKey.String():  "Write the certificate of this return beside its record.",
	AnswerKey.String():   "Take in the portal's answer that lies on the stick.",
	OtherStick.String():  "Choose another stick.",
	LessonKey.String():   "Teach Handback this console: you show commands, and it writes a profile.",
	LessonRight.String(): "All that is read is right: go on.",
	LessonName.String():  "Say which value the chosen words are; the same digit again says that the device does not tell it.",
	LessonWords.String(): "Go from word to word.",
	LessonFrom.String():  "Choose several words: from here to where the cursor goes.",
	LessonRow.String():   "This line is the row of a license.",
	LessonAlso.String():  "This line is the row of a license of another kind.",
	LessonTell.String():  "Type what a value is, or where it stands.",
	LessonUndo.String():  "Take the last answer back, and ask again.",
}

// KeyMeans says in a sentence what a key does.
func KeyMeans(word string) string {
	if means, known := keyMeanings[word]; known {
		return means
	}
	return capital(word) + "."
}
