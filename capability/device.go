package capability

import (
	"context"
	"time"
)

// Mark names the last response that a device processed. A request carries it,
// and so proves to the portal what the device has loaded.
type Mark struct {
	Seq    uint64 `json:"seq"`
	SHA256 Digest `json:"sha256"`
}

// Identity is what a device says of itself. Its texts are untrusted.
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

// Reading is what a device held at one moment.
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
