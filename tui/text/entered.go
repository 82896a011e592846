package text

import (
	"errors"
	"fmt"
	"strings"

	"handback/capability/typed"
)

// What is entered by hand: lines that are typed, and codes that are scanned.

// Entered says how far an answer is, and what is missing.
func Entered(s typed.State) string {
	if len(s.MissingLines)+len(s.MissingCodes) == 0 {
		return full(capital(EntryState(s)))
	}
	missing := Lacking(&typed.MissingError{Lines: s.MissingLines, Codes: s.MissingCodes})
	return Printable(" ", full(capital(EntryState(s))), full(capital(missing)))
}

// EntryState says how far an entry is, in a few words.
func EntryState(s typed.State) string {
	switch {
	case s.Head == nil && s.Waiting == 0:
		return say("nothing was entered so far")
	case s.Head == nil:
		return say("%d lines wait for line 0", s.Waiting)
	case s.Complete:
		return say("%s: complete", headText(s.Head))
	case len(s.MissingLines) == 0:
		return say("all parts are there, but together they are not the file: enter all of them once more")
	case s.Codes > 0:
		return say("%s: %d of %d codes", headText(s.Head), s.Codes-len(s.MissingCodes), s.Codes)
	default:
		return say("%s: %d of %d lines", headText(s.Head), s.Lines-len(s.MissingLines), s.Lines)
	}
}

// headText names the message that is entered.
func headText(h *typed.Head) string {
	return fmt.Sprintf("%s, %s, SHA-256 %s...", h.Kind, say("%d bytes", h.Size), h.Digest)
}

// Lacking says which lines and codes are not entered yet.
func Lacking(e *typed.MissingError) string {
	lines, codes := typed.Ranges(e.Lines), typed.Ranges(e.Codes)
	switch {
	case len(e.Codes) == 0:
		return say("still missing: lines %[2]s", len(e.Lines), lines)
	case len(e.Lines) == 0:
		return say("still missing: codes %[2]s", len(e.Codes), codes)
	default:
		return say("still missing: codes %s, or lines %s", codes, lines)
	}
}

// partText names a line or a code.
func partText(p typed.Part) string {
	if p.Of == 0 {
		return say("line %d", p.Number)
	}
	return say("code %d of %d", p.Number, p.Of)
}

// wrongTexts say what is wrong with a line or a code.
var wrongTexts = []struct {
	err  error
	says Phrase
}{
	{typed.ErrNumber, "it does not begin with its number"},
	{typed.ErrCharacter, "a character that is not used here"},
	{typed.ErrLength, "it has too few or too many characters"},
	{typed.ErrCheck, "a character is wrong, or it belongs to another message"},
	{typed.ErrMoved, "this stands under another number"},
	{typed.ErrOther, "it belongs to another message than the ones before"},
	{typed.ErrBeyond, "the message has no such part"},
	{typed.ErrHead, "not a head that this version can read"},
	{typed.ErrSize, "too small or too large a message"},
	{typed.ErrForm, "not the form of a code, it may be cut short"},
	{typed.ErrLayout, "its characters are those of another keyboard; set the scanner to the keyboard of this computer"},
}

// wrongText says which line or code is wrong, and how.
func wrongText(e *typed.WrongError) string {
	why := Printable("", e.Err.Error())
	for _, w := range wrongTexts {
		if errors.Is(e.Err, w.err) {
			why = w.says.String() + strings.TrimPrefix(why, w.err.Error()) // and what it found
		}
	}
	if e.Part.Number < 0 {
		return full(why)
	}
	return say("%s: %s.", partText(e.Part), why)
}
