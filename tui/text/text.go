// Package text holds every sentence that a technician reads, on the screens and
// from the commands. It knows the terms of a return, and nothing of terminals: it
// imports no Bubble Tea and no Lip Gloss, and colors nothing.
//
// To add a sentence, find the file of the thing that it speaks of: acts.go (one row
// for each act and step), done.go (how an act or a return ended), findings.go
// (files on a stick), sticks.go, ports.go, licenses.go, ways.go, where.go,
// record.go, bench.go, portal.go and exchange.go (a portal that a program reaches). Titles and keys that every screen has stand in this file. A
// sentence without values is a constant; one with values is a function of what it
// tells, so that a caller can't leave out half of it.
//
// An error gets a row in one of the tables that errors.go joins: what happened,
// what it means, what to do. A test walks all exported errors of the module, and
// fails for one without a row.
//
// What a device, a portal or a stick says is untrusted. It goes through
// [Printable], [Foreign], [Cut] or [Wrap] before it is in a sentence.
//
// The language: short main clauses, who does it first, one word for one thing. A
// license is returned; Esc closes. A claim is what a person says. Every number
// says what it counts.
package text

// AppTitle is the program's name as a title begins with it.
const AppTitle = "Handback"

func TooSmall(w, h int) string {
	return say("The window is too small: Handback needs %d x %d.", w, h)
}

// Rest says how many lines of a body are out of sight.
func Rest(above, below int) string {
	switch {
	case above > 0 && below > 0:
		return say("   (%s above, %d below)", say("%d lines", above), below)
	case above > 0:
		return say("   (%s above)", say("%d lines", above))
	case below > 0:
		return say("   (%s below)", say("%d lines", below))
	default:
		return ""
	}
}

// OutOfSight says how many lines of a list are out of sight, in few words.
func OutOfSight(above, below int) string {
	switch {
	case above > 0 && below > 0:
		return say("%d above, %d below", above, below)
	case above > 0:
		return say("%d above", above)
	case below > 0:
		return say("%d below", below)
	default:
		return ""
	}
}

// FilterEdge says what a list is filtered by, and how many of all that lets
// through. The words are fit to be shown already.
func FilterEdge(words string, shown, all int) string {
	return say("/%s - %d of %d", words, shown, all)
}

// Copied says where a text lies now. Whether a terminal takes it can't be seen.
func Copied(what string, system bool) string {
	if system {
		return say("%s was copied.", what)
	}
	return say("%s was given to the terminal's clipboard.", what)
}

// NotCopied says that a text stays where it is.
const NotCopied Phrase = "This holds characters that can't be shown. It was not copied."

// What a return has that is copied.
const (
	CopyTitle        Phrase = "What is copied?"
	CopyReturnID     Phrase = "Return ID"
	CopyHostID       Phrase = "Host ID"
	CopyActivationID Phrase = "Activation ID"
)

// CopyDigest names the digest of a file.
func CopyDigest(file string) string { return say("SHA-256 of %s", Printable("", file)) }

// NoUse says that a key does nothing on this screen.
func NoUse(key string) string {
	if key = Cut(key, 16); key == "" {
		return say("This key does nothing here. ? shows the keys.")
	}
	return say("%s does nothing here. ? shows the keys.", key)
}

// NoPaste says that nothing is typed on this screen.
const NoPaste Phrase = "Nothing can be pasted here. ? shows the keys."

// Titles of screens and of their parts.
const (
	HomeTitle     Phrase = "Home"
	ConnectTitle  Phrase = "Connect a device"
	LicensesTitle Phrase = "Licenses"
	ChooseTitle   Phrase = "Choose what to return"
	ReviewTitle   Phrase = "Review"
	SticksTitle   Phrase = "Choose a stick"
	LoadTitle     Phrase = "Load the response?"
	ClaimTitle    Phrase = "Was it uploaded?"
	DoneTitle     Phrase = "Done"
	HelpTitle     Phrase = "Help"
	LogTitle      Phrase = "Log"
	FailureTitle  Phrase = "Error"
	FailureMark          = "! "
	PortsTitle    Phrase = "Ports"

	Happened Phrase = "What happened"
	Means    Phrase = "What it means"
	DoNext   Phrase = "What to do"

	DetailsTitle  Phrase = "Details"
	DeviceTitle   Phrase = "Device"
	toReturnTitle Phrase = "To return"
	returnedTitle Phrase = "Returned"
	PortalTitle   Phrase = "At the portal"
	FilesTitle    Phrase = "Files"
	ReasonTitle   Phrase = "Reason"
	RecordTitle   Phrase = "Record"
	ProblemTitle  Phrase = "Problem: "

	ConfirmationTitle Phrase = "Confirmation"
	DeclaredTitle     Phrase = "Declared"
	WarningTitle      Phrase = "Warning: "
)

// Home.
const (
	Returns         Phrase = "Returns"
	Devices         Phrase = "Devices"
	Sticks          Phrase = "Sticks"
	NoReturnMatches Phrase = "No return matches. Esc ends the filter."
	NoPort          Phrase = "No serial adapter is plugged in."
	OtherPort       Phrase = "Another port ..."
	OtherPlace      Phrase = "Another place ..."
	DamagedMark     Phrase = "  DAMAGED"
)

// NoReturn says how a return begins, where ports are listed below or none is.
func NoReturn(ports bool) []string {
	begin := Phrase("Plug in the device's serial cable: it appears below. Then press Enter on it.")
	if ports {
		begin = "Press Enter on the serial port of the device, below."
	}
	return []string{
		say("No return is open."), begin.String(),
		say("A stick with a response from the portal? Plug it in: it is recognized."),
	}
}

func Others(n int) string { return say("and %d more", n) }

// Log and help.
const (
	LogEmpty  Phrase = "Nothing was logged yet."
	HelpWords Phrase = "Every action is also on the bar below: Tab moves along it, Enter does it. A claim is what a person says and Handback can't see. It is always shown as a claim."
)

// What keys do, in a word or two, as the bar and the help show it.
const (
	Up       Phrase = "move up"
	Down     Phrase = "move down"
	PageUp   Phrase = "a page up"
	PageDown Phrase = "a page down"
	First    Phrase = "to the first"
	Last     Phrase = "to the last"

	FilterKey   Phrase = "filter"
	UnfilterKey Phrase = "all again"
	KeepFilter  Phrase = "keep"
	CopyKey     Phrase = "copy"

	No    Phrase = "no"
	Stop  Phrase = "stop"
	Help  Phrase = "help"
	Log   Phrase = "log"
	Quit  Phrase = "quit"
	Leave Phrase = "leave now"
	Bar   Phrase = "choose an action below"
	Close Phrase = "close"

	OpenKey      Phrase = "open"
	ConnectKey   Phrase = "connect"
	UseStick     Phrase = "use this stick"
	ChooseStick  Phrase = "choose a stick"
	LookAgain    Phrase = "look again"
	Choose       Phrase = "choose what to return"
	ReturnAllKey Phrase = "return all"
	ReadAgain    Phrase = "read again"
	ReturnOrKeep Phrase = "choose"
	RemainKey    Phrase = "remain"
	AllKey       Phrase = "all"
	Review       Phrase = "review"
	Begin        Phrase = "open the return"
	OtherStick   Phrase = "other stick"
	SaveMore     Phrase = "save again"
	Uploaded     Phrase = "uploaded"
	PlayKey      Phrase = "play the portal"
	Answer       Phrase = "answer"
	ReadOn       Phrase = "read on"
	HomeKey      Phrase = "to the home screen"
	GoOn         Phrase = "go on"

	WaysKey        Phrase = "more"
	ChooseWay      Phrase = "choose this"
	SlipKey        Phrase = "slip for the portal"
	WhereKey       Phrase = "where am I?"
	DeadKey        Phrase = "dead device"
	AdoptKey       Phrase = "adopt"
	ChooseFile     Phrase = "choose this file"
	NextField      Phrase = "next field"
	PreviousField  Phrase = "field before"
	NextChoice     Phrase = "next choice"
	PreviousChoice Phrase = "previous choice"
)
