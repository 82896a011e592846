package capability

import (
	"errors"
	"fmt"
)

// ErrNotSent says that a device command failed before it was sent: the device
// has not done it.
var ErrNotSent = errors.New("the command was not sent")

// RefusalCode is a device's reason to say no. The numbers are those of the
// licensing group on the serial line.
type RefusalCode uint8

// The reasons.
const (
	Unknown             RefusalCode = 1
	BadSignature        RefusalCode = 2
	WrongHost           RefusalCode = 3
	Stale               RefusalCode = 4
	AlreadyLoaded       RefusalCode = 5
	ResponseExpired     RefusalCode = 6
	UnknownActivationID RefusalCode = 7
	CountNotPossible    RefusalCode = 8
	ClockBehind         RefusalCode = 9
	StorageFull         RefusalCode = 10
	FileDamaged         RefusalCode = 11
	Busy                RefusalCode = 12
	RefusedByPolicy     RefusalCode = 13
)

// LastRefusal is the highest code of the licensing group.
const LastRefusal = RefusedByPolicy

// The reasons that are none of the licensing group's: a device says no in the
// protocol below it, or takes less than was asked. They have no number on the
// line; [Refusal].Said has the line's own words and number.
const (
	Failed       RefusalCode = iota + 200 // it does not say why
	InvalidValue                          // it does not take the command as it is
	NotThere                              // it has no such thing
	NotSupported                          // it has no such command
	AccessDenied
	TooManyLines // it takes fewer lines in one request
	FileTooLarge // a request or response is beyond the limit
)

func (c RefusalCode) String() string {
	names := [...]string{
		Unknown: "unknown", BadSignature: "bad signature", WrongHost: "wrong host", Stale: "stale",
		AlreadyLoaded: "already loaded", ResponseExpired: "expired", UnknownActivationID: "unknown activation ID",
		CountNotPossible: "count not possible", ClockBehind: "clock behind last response", StorageFull: "storage full",
		FileDamaged: "file missing or digest wrong", Busy: "busy", RefusedByPolicy: "refused by policy",
		Failed: "failed", InvalidValue: "invalid value", NotThere: "no such entry", NotSupported: "not supported",
		AccessDenied: "access denied", TooManyLines: "too many lines in one request", FileTooLarge: "file too large",
	}
	if int(c) < len(names) && names[c] != "" {
		return names[c]
	}
	return fmt.Sprintf("code %d", uint8(c))
}

// Remedy is what a refused response leads to.
type Remedy uint8

// The remedies.
const (
	SameAgain       Remedy = iota // mend what is in the way, then load the same response
	AnotherResponse               // this is not the answer to the request: get the right one
	AnotherRequest                // the answer can't be used any more, and the portal gives no other to the same request
)

// Remedy tells how to go on after a response was refused with this code. A
// portal answers the same request with the same bytes again, so a response
// that came too late takes a new request.
func (c RefusalCode) Remedy() Remedy {
	switch c {
	case BadSignature, WrongHost, FileTooLarge:
		return AnotherResponse
	case Stale, ResponseExpired, UnknownActivationID, CountNotPossible:
		return AnotherRequest
	default:
		return SameAgain
	}
}

// Refusal is a device's no. Nothing changed on the device.
type Refusal struct {
	Code RefusalCode
	Said string // the protocol's words and number, as "invalid value (rc 3)"; empty: those of the code
	Text string // the device's own words, untrusted; may be empty
}

func (r *Refusal) Error() string {
	what := "the device refused: " + r.Code.String()
	if r.Said != "" {
		what = "the device said: " + r.Said
	}
	if r.Text == "" {
		return what
	}
	return fmt.Sprintf("%s (%q)", what, r.Text)
}

// Is matches a *Refusal of the same code, whatever its text.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Code == r.Code
}
