package desk

import (
	"errors"
	"fmt"

	"handback/capability"
)

// Errors of the desk itself; those of the device, the stick and the ledger
// come through as they are.
var (
	// ErrNothingToUpload says that there is no request yet that a person could
	// have uploaded.
	ErrNothingToUpload = errors.New("there is no request to upload yet")

	// ErrNoAnswerDue says that the return does not wait for an answer of the
	// portal now.
	ErrNoAnswerDue = errors.New("no answer of the portal is waited for")

	// ErrWrongRequest says that the device made a request that can be read and
	// doesn't say what was ordered. It was not kept.
	ErrWrongRequest = errors.New("the device's request doesn't say what was ordered")

	// ErrStillThere says that the device processed the response and yet holds
	// the licenses.
	ErrStillThere = errors.New("the device still holds the licenses")

	// ErrPartlyGone says that the device processed the response and holds less
	// than before, but more than was to remain. The next act asks for the rest.
	ErrPartlyGone = errors.New("a part of the licenses is gone from the device")

	// ErrNotThere says that the device processed the response of an activation
	// and yet does not hold what was ordered.
	ErrNotThere = errors.New("the device does not hold what was ordered")

	// ErrUploaded says that a return can't be cancelled because a person said
	// that its request was uploaded. It is a [capability.ErrUnexpected].
	ErrUploaded = fmt.Errorf("%w: the request is said to be uploaded", capability.ErrUnexpected)

	// ErrNoID says that every return ID that was drawn is taken.
	ErrNoID = errors.New("every return ID that was drawn is taken")

	// ErrSameDevice says that a device can't be its own replacement.
	ErrSameDevice = errors.New("a device can't be its own replacement")

	// ErrNothingToAdopt says that no response on the stick begins a return of
	// the connected device.
	ErrNothingToAdopt = errors.New("no response for this device is on the stick")

	// ErrCutShort says that a search of the stick ended before it came to a file:
	// the file may be there.
	ErrCutShort = errors.New("not all of the stick was looked through")
)

// Missing says what an act needs that is not at hand.
type Missing struct {
	Act   capability.Act
	Need  capability.Need
	Found []Finding // what was seen on the stick instead, at the portal steps

	Incomplete capability.CutShort // why not all of the stick was looked through
}

func (m *Missing) Error() string {
	if m.Need == capability.NeedsNothing {
		return fmt.Sprintf("%s needs a person", m.Act.Kind)
	}
	return fmt.Sprintf("%s needs the %s", m.Act.Kind, m.Need)
}

// OpenReturn says that a device has an open return already. There can be one at a
// time.
type OpenReturn struct {
	TakenIn bool // from the case of another laptop: it can be set aside
	ID      capability.ReturnID
	Host    capability.HostID
}

func (e *OpenReturn) Error() string {
	return fmt.Sprintf("%s has an open return already: %s", e.Host, e.ID)
}

// OutcomeUnknown wraps the error that cut a device command off after it was
// sent. The next act of the return is to ask the device.
type OutcomeUnknown struct {
	Act capability.ActKind
	Err error
}

func (e *OutcomeUnknown) Error() string {
	return fmt.Sprintf("it is not known what came of %s: %v", e.Act, e.Err)
}

func (e *OutcomeUnknown) Unwrap() error { return e.Err }
