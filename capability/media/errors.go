package media

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"handback/capability/held"
)

// Errors of sticks; [held.ErrHeld] comes as well. Each is wrapped in what was
// being done; use errors.Is.
var (
	ErrFull       = errors.New("the stick is full")            // the error found by errors.As is a *FullError
	ErrReadOnly   = errors.New("the stick is write-protected") // often a *ReadOnlyError, which says why
	ErrGone       = errors.New("the stick is gone")
	ErrNoFolder   = errors.New("there is no such folder")
	ErrNotStick   = errors.New("not a folder or a mounted stick")
	ErrPermission = errors.New("you may not use this place")
	ErrDamaged    = errors.New("the stick fails to keep its data")
	ErrCorrupt    = errors.New("the file system of the stick is damaged")
	ErrBlocked    = errors.New("something on the stick is in the way")
	ErrChanged    = errors.New("the file is not the one that was seen before")
	ErrName       = errors.New("not a name that every stick can hold")
	ErrNotMounted = errors.New("the stick is plugged in, but not mounted")
	ErrLocked     = errors.New("the stick is encrypted and must be unlocked first")
	ErrBlank      = errors.New("the stick has no file system that can be read here")
	ErrBusy       = errors.New("the stick is in use by another program") // a *BusyError where the system says by which
	ErrKept       = errors.New("the system does not let the stick go")
	ErrPrivacy    = errors.New("the privacy settings of this computer keep programs from the stick")
	ErrNoService  = errors.New("no service of this system mounts and ejects sticks")
	ErrNotAllowed = errors.New("the rules of this site don't allow it") // an *UnlistedError where it is the stick
)

// Errors of folders that take no file although nothing is wrong with a stick.
var (
	ErrImmutable    = fmt.Errorf("%w: a file or folder there is marked as not to be changed", ErrPermission)
	ErrLinked       = errors.New("a link there leads out of the place")
	ErrTaken        = errors.New("all names for the file are taken")
	ErrQuota        = errors.New("the user's share of the place is used up")
	ErrNoFiles      = errors.New("the place takes no files")
	ErrUnreachable  = errors.New("the machine that the place lies on does not answer")
	ErrTooManyFiles = errors.New("too many files are open on this computer")
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

// ReadOnlyError says why a stick takes no writing. It is an [ErrReadOnly].
type ReadOnlyError struct {
	Switch bool // its write-protect switch is on
	Turned bool // it could be written to before: the system found an error on it
}

func (e *ReadOnlyError) Error() string {
	switch {
	case e.Switch:
		return ErrReadOnly.Error() + " by its switch"
	case e.Turned:
		return "the system made the stick read-only after an error on it"
	default:
		return "the stick is mounted read-only"
	}
}

// Is makes a *ReadOnlyError an [ErrReadOnly].
func (e *ReadOnlyError) Is(target error) bool { return target == ErrReadOnly }

// BusyError says who uses a stick. It is an [ErrBusy].
type BusyError struct{ Holder string } // untrusted; never empty

func (e *BusyError) Error() string { return fmt.Sprintf("%v: %s", ErrBusy, e.Holder) }

// Is makes a *BusyError an [ErrBusy].
func (e *BusyError) Is(target error) bool { return target == ErrBusy }

// explain puts the error of doing something into words. After a good start
// nearly every error can mean that the stick was pulled, so explain looks
// whether it is still there before it blames the stick or the room on it.
func explain(v volume, initial fsInfo, needed int64, doing string, err error) error {
	if isKnown(err) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	what := meaningOf(err)
	looksPulled := slices.Contains([]error{ErrGone, ErrFull, ErrReadOnly, ErrDamaged}, what)
	if initial.attached && looksPulled {
		v.AwaitRemoval()
	}
	now, gone := stillThere(v, initial)
	switch {
	case gone != nil:
		what = ErrGone
	case now.readOnly && !initial.readOnly:
		what = &ReadOnlyError{Turned: true}
	case what == ErrFull:
		what = &FullError{Needed: needed, Free: now.free}
	case errors.Is(err, fs.ErrNotExist):
		what = ErrChanged // another program removed it, or its folder
	case errors.Is(err, errNotRegular):
		what = ErrBlocked
	}
	if what == nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w: %w", doing, what, err)
}

// isKnown reports whether err already is one of this package's or of a context.
func isKnown(err error) bool {
	return slices.ContainsFunc([]error{
		ErrFull, ErrReadOnly, ErrGone, ErrNoFolder, ErrNotStick, ErrPermission, ErrDamaged, ErrCorrupt, ErrBlocked, ErrChanged,
		ErrName, ErrNotMounted, ErrLocked, ErrBlank, ErrBusy, ErrKept, ErrPrivacy, ErrNoService, ErrNotAllowed,
		ErrLinked, ErrTaken, ErrQuota, ErrNoFiles, ErrUnreachable, ErrTooManyFiles,
		held.ErrHeld, context.Canceled, context.DeadlineExceeded,
	}, func(known error) bool { return errors.Is(err, known) })
}
