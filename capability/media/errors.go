package media

import (
	"context"
	"errors"
	"fmt"
)

// Errors of sticks. Each is wrapped in what was being done; use errors.Is.
var (
	ErrFull       = errors.New("the stick is full") // the error found by errors.As is a *FullError
	ErrReadOnly   = errors.New("the stick is write-protected")
	ErrGone       = errors.New("the stick is gone")
	ErrNotStick   = errors.New("not a folder or a mounted stick")
	ErrPermission = errors.New("you may not use this place")
	ErrDamaged    = errors.New("the stick fails to keep its data")
	ErrChanged    = errors.New("the file is not the one that was seen before")
	ErrName       = errors.New("not a name that every stick can hold")
	ErrNotMounted = errors.New("the stick is plugged in, but not mounted")
	ErrLocked     = errors.New("the stick is encrypted and must be unlocked first")
	ErrBlank      = errors.New("the stick has no file system that can be read here")
	ErrBusy       = errors.New("the stick is in use by another program")
	ErrNoService  = errors.New("no service of this system mounts and ejects sticks")
	ErrNotAllowed = errors.New("the rules of this site don't allow it")
)

// FullError says how much room was missing, in bytes. It is an [ErrFull].
type FullError struct {
	Needed int64 // what the files of the act take together
	Free   int64 // what the stick has left
}

func (e *FullError) Error() string {
	if e.Free >= e.Needed {
		return fmt.Sprintf("%v: it takes no more files, though %d bytes are free", ErrFull, e.Free)
	}
	return fmt.Sprintf("%v: %d bytes are needed and %d are free", ErrFull, e.Needed, e.Free)
}

// Is makes a *FullError an [ErrFull].
func (e *FullError) Is(target error) bool { return target == ErrFull }

// cause is what a system's error number says of a stick.
type cause int

const (
	causeOther      cause = iota
	causeGone             // the device does not answer any more
	causeFull             // no room
	causeReadOnly         // no writing
	causeBroken           // the device answers with an I/O error
	causePermission       // the user may not
)

// explain puts the error of doing something into words. After a good start
// nearly every error can mean that the stick was pulled, so explain looks
// whether it is still there before it blames the stick or the room on it.
func explain(v volume, begun place, needed int64, doing string, err error) error {
	if typed(err) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	why := causeOf(err)
	now, gone := stillThere(v, begun)
	switch {
	case gone != nil || why == causeGone:
		return fmt.Errorf("%s: %w: %w", doing, ErrGone, err)
	case why == causeFull:
		return fmt.Errorf("%s: %w", doing, &FullError{Needed: needed, Free: now.free})
	case why == causeReadOnly:
		return fmt.Errorf("%s: %w: %w", doing, ErrReadOnly, err)
	case why == causeBroken:
		return fmt.Errorf("%s: %w: %w", doing, ErrDamaged, err)
	case why == causePermission:
		return fmt.Errorf("%s: %w: %w", doing, ErrPermission, err)
	default:
		return fmt.Errorf("%s: %w", doing, err)
	}
}

// typed reports whether err already is one of this package's or of a context.
func typed(err error) bool {
	for _, known := range []error{
		ErrFull, ErrReadOnly, ErrGone, ErrNotStick, ErrPermission, ErrDamaged,
		ErrChanged, ErrName, ErrNotMounted, ErrLocked, ErrBlank, ErrBusy, ErrNoService, ErrNotAllowed,
		context.Canceled, context.DeadlineExceeded,
	} {
		if errors.Is(err, known) {
			return true
		}
	}
	return false
}
