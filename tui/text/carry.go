package text

import (
	"errors"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/typed"
)

// Without a stick.
const (
	CodesTitle  Phrase = "QR codes"
	LinesTitle  Phrase = "Lines to type"
	ByHandTitle Phrase = "Enter the portal's answer"

	CodesWayTitle Phrase = "Show it as QR codes"
	CodesWay      Phrase = "For a place where no stick is allowed. A camera there reads the file for the portal from QR codes, and 'handback carry in' puts the file together."
	LinesWayTitle Phrase = "Show it as lines to type"
	LinesWay      Phrase = "The same file as numbered lines, each with a check. A person types them into 'handback carry in' there."
	TypeWayTitle  Phrase = "Enter the portal's answer by hand"
	TypeWay       Phrase = "Type, paste or scan the lines or codes that 'handback carry out' makes there. Once the answer is complete, it is checked like one on a stick."

	CarryWork Phrase = "Getting the file"
	Keep      Phrase = "Keeping what was entered"
	Take      Phrase = "Checking the answer"

	NextCode   Phrase = "next code"
	BeforeCode Phrase = "code before"
	InkKey     Phrase = "colors"
	EnterLine  Phrase = "take it"
	AfreshKey  Phrase = "start over"

	// BroughtNothing says about a text that was entered that there was nothing in it.
	BroughtNothing Phrase = "That is neither a line nor a code."
	BroughtAgain   Phrase = "Nothing new: all of it was entered before."

	ByHand Phrase = "Type or paste the lines of the portal's answer, or scan its codes, in any order. Each has its own check. Handback keeps what is right."
)

// Brought says which file was made of lines or codes.
func Brought(path string, m typed.Message) string {
	return say("%s is written: %s, %d bytes, SHA-256 %s.", Printable("", path), m.Kind, len(m.Data), capability.DigestOf(m.Data))
}

// Code names a code and the file that it is of.
func Code(id capability.ReturnID, c typed.Code) string {
	return say("%s · %s, %d bytes · %s", partText(c.Part), c.Head.Kind, c.Head.Size, id)
}

// NotTaken says why a complete answer is not the one that is waited for;
// nil: it is, or there is another error.
func NotTaken(err error) []string {
	missing, ok := errors.AsType[*desk.Missing](err)
	if !ok || missing.Need != capability.NeedsPortal {
		return nil
	}
	note := []string{say("What was entered is not the answer that this return waits for.")}
	for _, f := range missing.Found {
		note = append(note, Finding(f))
	}
	return note
}
