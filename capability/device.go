package capability

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Mark names the last response that a device processed. A request carries it,
// and so proves to the portal what the device has loaded.
type Mark struct {
	Seq    uint64 `json:"seq"`
	SHA256 Digest `json:"sha256"`
}

// Identity is what a device says about itself. Its texts are untrusted.
type Identity struct {
	Vendor   string `json:"vendor"`
	Model    string `json:"model"`
	Serial   string `json:"serial"`
	Firmware string `json:"firmware"`
	Host     HostID `json:"host"`

	Clock time.Time `json:"clock,omitzero"` // the device's own; zero: it has none
	Last  *Mark     `json:"last,omitempty"` // nil: no response yet, or it can't tell

	Keys []PublicKey `json:"keys,omitempty"` // of the portals whose responses it loads; nil: it doesn't tell
}

// Reading is what a device said about itself and held at one moment.
type Reading struct {
	Device   Identity  `json:"device"`
	Licenses []License `json:"licenses"`
}

// Made describes a capability request that waits on the device to be fetched.
type Made struct {
	Name   string `json:"name"` // the device's name for it
	Size   int64  `json:"size"` // bytes
	SHA256 Digest `json:"sha256"`
}

// Progress says how far an act got. Total is 0 while it is unknown; the unit
// is bytes for transfers and licenses for readings.
type Progress struct {
	What        string
	Done, Total int64
	Until       time.Time // when a wait for the other side is given up; zero: it isn't waited for
}

// Report takes progress. It is called from the goroutine that works, must
// return soon, and may be nil where a function says so.
type Report func(Progress)

// Tell calls r unless it is nil.
func (r Report) Tell(what string, done, total int64) {
	if r != nil {
		r(Progress{What: what, Done: done, Total: total})
	}
}

// Device is a device that holds licenses, however it is reached. The methods
// take as long as the line needs; each ends early with ctx.Err() when ctx
// ends. A *[Refusal] is the device's own no, and [ErrNotSent] a command that
// did not leave: the device has changed nothing. Any other error leaves open
// whether the command arrived, so the caller must ask before it repeats. One
// call at a time.
type Device interface {
	// Identify asks who is there.
	Identify(ctx context.Context) (Identity, error)

	// Licenses reads all licenses, checked by [CheckLicenses].
	Licenses(ctx context.Context, report Report) ([]License, error)

	// MakeRequest has the device make a capability request: with lines for a
	// return or activation, without for a confirmation.
	MakeRequest(ctx context.Context, lines []Line, report Report) (Made, error)

	// LastMade tells which request the device made last; nil when there is
	// none or the device can't tell. It finds out whether a MakeRequest whose
	// answer was lost took place.
	LastMade(ctx context.Context) (*Made, error)

	// Fetch reads a made request and checks its size and digest.
	Fetch(ctx context.Context, made Made, report Report) ([]byte, error)

	// LoadResponse carries a response to the device and has it processed.
	// This is the point of no return. A device that already processed these
	// very bytes answers with a *Refusal of code [AlreadyLoaded].
	LoadResponse(ctx context.Context, response []byte, report Report) (Mark, error)

	// Close frees the port. It may be called twice.
	Close() error
}

// PublicKey is an Ed25519 public key (RFC 8032). Its text form is 64 lower-case
// hexadecimal digits.
type PublicKey [32]byte

// MaxKeys bounds the keys that a device tells, and those of a configuration.
const MaxKeys = 16

func (k PublicKey) String() string { return hex.EncodeToString(k[:]) }

// MarshalText implements encoding.TextMarshaler.
func (k PublicKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *PublicKey) UnmarshalText(text []byte) error {
	return decodeHex(k[:], text, "a public key")
}

// KeySource says from where a key of the portal's is known.
type KeySource string

// The sources. A key that a device trusts counts for a response that this device
// will load, and for receipts about it.
const (
	KeyConfigured KeySource = "configured" // the configuration here names it
	KeyOfDevice   KeySource = "device"     // the device told that it trusts it
)

// Checked says with which key of the portal's the signature of a message was
// found right, and from where that key is known.
type Checked struct {
	Key    PublicKey `json:"key"`
	Source KeySource `json:"source"`
}

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

// The reasons from outside the licensing group: a device says no in the protocol
// below it, or takes less than was asked. They have no number on the line;
// [Refusal].Said has the line's own words and number.
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
	SameAgain       Remedy = iota // repair what is in the way, then load the same response
	AnotherResponse               // this is not the answer to the request: get the right one
	AnotherRequest                // the answer can't be used any more, and the portal gives no other to the same request
)

// Remedy tells how to go on after a device refused a response with this code. A
// portal answers the same request with the same bytes again, so a response that
// came too late takes a new request.
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
