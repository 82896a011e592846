package capability

import "fmt"

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

// LastRefusal is the highest known code.
const LastRefusal = RefusedByPolicy

func (c RefusalCode) String() string {
	names := [...]string{
		Unknown: "unknown", BadSignature: "bad signature", WrongHost: "wrong host", Stale: "stale",
		AlreadyLoaded: "already loaded", ResponseExpired: "expired", UnknownActivationID: "unknown activation ID",
		CountNotPossible: "count not possible", ClockBehind: "clock behind last response", StorageFull: "storage full",
		FileDamaged: "file missing or digest wrong", Busy: "busy", RefusedByPolicy: "refused by policy",
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
	case BadSignature, WrongHost:
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
	Text string // the device's own words, untrusted; may be empty
}

func (r *Refusal) Error() string {
	if r.Text == "" {
		return "the device refused: " + r.Code.String()
	}
	return fmt.Sprintf("the device refused: %s (%q)", r.Code, r.Text)
}

// Is matches a *Refusal of the same code, whatever its text.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Code == r.Code
}
