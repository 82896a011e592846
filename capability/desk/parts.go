package desk

import (
	"context"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// Ledger is where returns are kept; *[ledger.Ledger] is one.
type Ledger interface {
	List(ctx context.Context) ([]ledger.Summary, error)
	Return(id capability.ReturnID) (capability.Return, error)
	Create(e capability.Entry) (capability.Return, error)
	Append(id capability.ReturnID, e capability.Entry) (capability.Return, error)
	Put(id capability.ReturnID, a capability.Artifact, data []byte) error
	Get(id capability.ReturnID, d capability.Digest) ([]byte, error)
	Head(id capability.ReturnID) (ledger.Head, error)
	Since(id capability.ReturnID, head string) (after int, err error)
	Verify(ctx context.Context, id capability.ReturnID) (ledger.Check, error)
	Known(ctx context.Context, host capability.HostID) (ledger.Memory, error)
	Compare(entries []capability.Entry) (ledger.Comparison, error)
	TakeIn(entries []capability.Entry, note capability.Entry) (capability.Return, error)
	Dir(id capability.ReturnID) string
	Draft(id capability.ReturnID) ([]byte, error)
	SetDraft(id capability.ReturnID, data []byte) error
}

// Stick is what carries files to the portal and back; *[media.Stick] is one.
type Stick interface {
	Name() string
	Serial() string
	Save(ctx context.Context, c media.Case, files []media.File, report capability.Report) ([]media.Saved, error)
	Collect(ctx context.Context, limits media.Limits, report capability.Report) (*media.Collection, error)
	Read(ctx context.Context, path string, want capability.Digest) ([]byte, error)
	Release(ctx context.Context) (media.Released, error)
}

// Means is what is at hand for an act; either may be nil.
type Means struct {
	Device capability.Device
	Stick  Stick
}

// Supply hands out what an act needs, when it needs it: nil when it is not at
// hand.
type Supply interface {
	Device(ctx context.Context) (capability.Device, error)
	Stick(ctx context.Context) (Stick, error)
}

func gather(ctx context.Context, need capability.Need, supply Supply) (m Means, err error) {
	switch need {
	case capability.NeedsDevice:
		m.Device, err = supply.Device(ctx)
	case capability.NeedsStick, capability.NeedsPortal:
		m.Stick, err = supply.Stick(ctx)
	}
	return m, err
}
