package text

import (
	"errors"
	"fmt"

	"handback/capability/desk"
	"handback/capability/typed"
)

// explainTyped explains what can be wrong where a file is carried as codes or
// as lines.
func explainTyped(err error) (Explanation, bool) {
	var many *typed.TooManyError
	var wrong *typed.WrongError
	var missing *typed.MissingError
	switch {
	case errors.As(err, &many):
		return Explanation{
			fmt.Sprintf("%s would take %d QR codes of this size; %d is the most.", sizeText(int64(many.Size)), many.Codes, many.Most),
			"", "Make the terminal larger or its letters smaller, or carry the file as text or on a medium.",
		}, true
	case errors.Is(err, typed.ErrNoRoom):
		return Explanation{"The terminal is too small for a QR code.", "", "Make it larger or its letters smaller, or carry the file as text."}, true
	case errors.Is(err, typed.ErrSize):
		return Explanation{fmt.Sprintf("Only %s can be carried as codes or text.", sizeText(typed.MaxSize)), "", "Carry the file on a stick or in a folder."}, true
	case errors.As(err, &missing):
		return Explanation{
			fmt.Sprintf("It is not complete; %v.", missing), "What was entered is kept, and nothing of it is used before it is complete.",
			"Enter what is missing, in any order.",
		}, true
	case errors.As(err, &wrong):
		return Explanation{fmt.Sprintf("%v.", wrong), "It was not taken. What was right before stays.", "Compare it with the original and enter it once more."}, true
	case errors.Is(err, typed.ErrDigest):
		return Explanation{"All parts are there, but together they are not the file.", "One of them is wrong and fits its check by chance.", "Enter all of them once more."}, true
	case errors.Is(err, desk.ErrNoAnswerDue):
		return Explanation{"This return does not wait for an answer now that a person names.", "Nothing was noted.", "See what comes next in the return. A receipt is never taken on a person's word: it is found by its content."}, true
	}
	return Explanation{}, false
}
