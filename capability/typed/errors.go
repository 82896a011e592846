package typed

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// What can be wrong with a line or a code; a *[WrongError] says with which.
var (
	ErrNumber    = errors.New("it does not begin with its number")
	ErrCharacter = errors.New("a character that is not used here")
	ErrLength    = errors.New("it has too few or too many characters")
	ErrCheck     = errors.New("a character is wrong, or it belongs to another message")
	ErrMoved     = errors.New("this stands under another number")
	ErrOther     = errors.New("it belongs to another message than the ones before")
	ErrBeyond    = errors.New("the message has no such part")
	ErrHead      = errors.New("not a head that this version can read")
	ErrSize      = errors.New("too small or too large a message")
	ErrForm      = errors.New("not the form of a code, it may be cut short")
	ErrLayout    = errors.New("its characters are those of another keyboard; set the scanner to the keyboard of this computer")
)

// Errors of a whole message.
var (
	ErrDigest = errors.New("all parts are there and their checks agree, but not the SHA-256; enter all of them once more")
	ErrNoRoom = errors.New("the terminal is too small for a QR code")
)

// Part names a line, or a code of a set.
type Part struct {
	Number int
	Of     int // how many codes the set has; 0: it is a line
}

func (p Part) String() string {
	if p.Of == 0 {
		return fmt.Sprintf("line %d", p.Number)
	}
	return fmt.Sprintf("code %d of %d", p.Number, p.Of)
}

// name is what a check holds of the part.
func (p Part) name() string {
	if p.Of == 0 {
		return strconv.Itoa(p.Number)
	}
	return fmt.Sprintf("%d/%d", p.Number, p.Of)
}

// WrongError says which line or code is wrong, and how. It was not taken; what
// was entered before stays.
type WrongError struct {
	Part Part
	Err  error // one of the errors above, with more words
}

func (e *WrongError) Error() string {
	if e.Part == noPart() {
		return e.Err.Error()
	}
	return fmt.Sprintf("%s: %v", e.Part, e.Err)
}

// noPart is the part of what could not be read so far.
func noPart() Part { return Part{Number: -1} }

// Unwrap gives what is wrong.
func (e *WrongError) Unwrap() error { return e.Err }

// MissingError says what is not entered yet.
type MissingError struct{ Lines, Codes []int }

func (e *MissingError) Error() string {
	var parts []string
	if len(e.Codes) > 0 {
		parts = append(parts, numbered("code", e.Codes))
	}
	if len(e.Lines) > 0 {
		parts = append(parts, numbered("line", e.Lines))
	}
	return "still missing: " + strings.Join(parts, ", or ")
}

func numbered(what string, numbers []int) string {
	if len(numbers) > 1 {
		what += "s"
	}
	return what + " " + Ranges(numbers)
}

// Ranges writes ascending numbers shortly: 3, 7-9.
func Ranges(numbers []int) string {
	var out strings.Builder
	for i := 0; i < len(numbers); i++ {
		first := numbers[i]
		for i+1 < len(numbers) && numbers[i+1] == numbers[i]+1 {
			i++
		}
		if out.Len() > 0 {
			out.WriteString(", ")
		}
		fmt.Fprint(&out, first)
		if numbers[i] > first {
			fmt.Fprintf(&out, "-%d", numbers[i])
		}
	}
	return out.String()
}

// TooManyError says that a message does not fit into a sensible number of QR
// codes on such a screen.
type TooManyError struct {
	Size, Codes, Most int // bytes, codes that it would take, codes that can be
	Screen            Screen
}

func (e *TooManyError) Error() string {
	return fmt.Sprintf("%d bytes would take %d codes on %d columns and %d rows, and %d is the most: "+
		"make the terminal larger or its letters smaller, or carry the message as text or as a file",
		e.Size, e.Codes, e.Screen.Columns, e.Screen.Rows, e.Most)
}
