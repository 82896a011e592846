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
// [Printable], [Foreign], [Cut] or [Wrap] before it stands in a sentence.
//
// The language: short main clauses, who does it first, one word for one thing. A
// license is returned; Esc leads back. A claim is what a person says. Every number
// says what it counts.
package text

import (
	"fmt"
)

// AppTitle is the program's name as a title begins with it.
const AppTitle = "Handback"

func TooSmall(w, h int) string {
	return fmt.Sprintf("The window is too small: Handback needs %d x %d.", w, h)
}

// Rest says how many lines of a body are out of sight.
func Rest(above, below int) string {
	switch {
	case above > 0 && below > 0:
		return fmt.Sprintf("   (%s above, %d below)", countText(above, "line"), below)
	case above > 0:
		return fmt.Sprintf("   (%s above)", countText(above, "line"))
	case below > 0:
		return fmt.Sprintf("   (%s below)", countText(below, "line"))
	default:
		return ""
	}
}

// OutOfSight says how many lines of a list are out of sight, in few words.
func OutOfSight(above, below int) string {
	switch {
	case above > 0 && below > 0:
		return fmt.Sprintf("%d above, %d below", above, below)
	case above > 0:
		return fmt.Sprintf("%d above", above)
	case below > 0:
		return fmt.Sprintf("%d below", below)
	default:
		return ""
	}
}

// Titles of screens and of their parts.
const (
	HomeTitle     = "Home"
	ConnectTitle  = "Connect a device"
	LicensesTitle = "Licenses"
	ChooseTitle   = "Choose what to return"
	ReviewTitle   = "Review"
	SticksTitle   = "Choose a stick"
	LoadTitle     = "Load the response?"
	ClaimTitle    = "Was it uploaded?"
	DoneTitle     = "Done"
	HelpTitle     = "Help"
	LogTitle      = "Log"
	FailureTitle  = "Error"
	FailureMark   = "! "
	PortsTitle    = "Ports"

	Happened = "What happened"
	Means    = "What it means"
	DoNext   = "What to do"

	DetailsTitle  = "Details"
	DeviceTitle   = "Device"
	toReturnTitle = "To return"
	returnedTitle = "Returned"
	PortalTitle   = "At the portal"
	FilesTitle    = "Files"
	ReasonTitle   = "Reason"
	RecordTitle   = "Record"
	ProblemTitle  = "Problem: "

	ConfirmationTitle = "Confirmation"
	DeclaredTitle     = "Declared"
	CertificateTitle  = "Certificate"
	WarningTitle      = "Warning: "
)

// Home.
const (
	Returns     = "Returns"
	Devices     = "Devices"
	Sticks      = "Sticks"
	NoPort      = "No serial adapter is plugged in."
	OtherPort   = "Another port ..."
	OtherPlace  = "Another place ..."
	DamagedMark = "  DAMAGED"
)

// NoReturn says how a return begins.
var NoReturn = []string{
	"No return is open.",
	"Plug in the device's serial cable: it appears below. Then press Enter on it.",
	"A stick with a response from the portal? Plug it in: it is recognized.",
}

func Others(n int) string { return fmt.Sprintf("and %d more", n) }

// Log and help.
const (
	LogEmpty  = "Nothing was logged yet."
	HelpWords = "Every action also stands on the bar below: Tab walks along it, Enter does it. A claim is what a person says and Handback can't see. It is always shown as a claim."
)

// What keys do, in a word or two, as the bar and the help show it.
const (
	Up       = "move up"
	Down     = "move down"
	PageUp   = "a page up"
	PageDown = "a page down"
	First    = "to the first"
	Last     = "to the last"

	Back  = "back"
	Stop  = "stop"
	Help  = "help"
	Log   = "log"
	Quit  = "quit"
	Bar   = "choose an action below"
	Close = "close"

	OpenKey      = "open"
	ConnectKey   = "connect"
	UseStick     = "use this stick"
	ChooseStick  = "choose a stick"
	LookAgain    = "look again"
	Choose       = "choose what to return"
	ReadAgain    = "read again"
	ReturnOrKeep = "return or keep"
	Fewer        = "fewer remain"
	More         = "more remain"
	Review       = "review"
	Begin        = "open the return"
	OtherStick   = "other stick"
	SaveMore     = "save again"
	Uploaded     = "uploaded"
	PlayKey      = "play the portal"
	Answer       = "answer"
	ReadOn       = "read on"
	HomeKey      = "to the home screen"
	GoOn         = "go on"

	WaysKey        = "more"
	ChooseWay      = "choose this"
	SlipKey        = "slip for the portal"
	WhereKey       = "where am I?"
	DeadKey        = "dead device"
	AdoptKey       = "adopt"
	ChooseFile     = "choose this file"
	NextField      = "next line"
	NextChoice     = "next choice"
	PreviousChoice = "previous choice"
)
