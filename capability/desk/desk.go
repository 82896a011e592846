// Package desk carries out the next act of a return with what is at hand: a
// device, a stick and the ledger. The screens and the commands both work
// through it and through nothing else, so whatever one can do the other can.
//
// Every device command is noted before it is sent and its outcome after it.
// When a cut leaves the outcome open, the next act is to ask the device.
package desk

import (
	"context"
	"io"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/portal"
)

// Options are what a Desk works with. Ledger, Now and Random are required. Now and
// SignerOf may be called at the same time; Random and SignCase are not.
type Options struct {
	Ledger   Ledger
	Operator string                        // noted with every fact
	Now      func() time.Time              // the laptop's clock
	Random   io.Reader                     // for return IDs
	Policy   capability.ConfirmationPolicy // the portal's setting, as configured
	SiteName string                        // noted with each return that is opened; empty: none

	Site media.SitePolicy // what the site asks of sticks

	PortalKeys []capability.PublicKey // that responses and receipts are checked with, beside those that a device trusts

	// SignCase signs the case that goes on a stick; nil: it goes unsigned.
	SignCase func(ctx context.Context, file []byte) (signature []byte, err error)
	// SignerOf gives the known colleague who signed a case; nil: nobody is known.
	SignerOf func(file, signature []byte) (string, error)

	SlipTemplate string // for the hand-over slip, checked by CheckSlip; empty: that of Handback
}

// Desk does the acts of returns. Its methods may be called at the same time, but
// two acts of one return are not, nor two with one device or one stick: the caller
// sees to that. Each fact of a return must follow the one before, so the ledger
// refuses what slips through, but a device command may have been sent by then.
type Desk struct {
	Records
	o Options

	opening sync.Mutex // one return at a time
	signing sync.Mutex // one case at a time
}

// New makes a desk over an open ledger. The caller closes the ledger.
func New(o Options) *Desk {
	if o.Policy == "" {
		o.Policy = capability.ConfirmationUnknown
	}
	return &Desk{Records: o.Ledger, o: o}
}

// Records are the returns of a ledger to be read: a desk shows them as they are.
type Records interface {
	// List gives all returns, the newest change first.
	List(ctx context.Context) ([]ledger.Summary, error)
	// Return gives one return, verified and replayed from its journal.
	Return(id capability.ReturnID) (capability.Return, error)
	// Dir is the folder in which the journal and the files of a return lie.
	Dir(id capability.ReturnID) string
	// Verify checks the journal's hash chain and the digest of every kept file.
	Verify(ctx context.Context, id capability.ReturnID) (ledger.Check, error)
	// Since counts the facts that came after the one that a head was copied from.
	// The error is [ledger.ErrCut] when the journal does not hold that one any more.
	Since(id capability.ReturnID, head string) (after int, err error)
}

// Ledger is where returns are kept; *[ledger.Ledger] is one.
type Ledger interface {
	Records
	Create(e capability.Entry) (capability.Return, error)
	Append(id capability.ReturnID, e capability.Entry) (capability.Return, error)
	Put(id capability.ReturnID, a capability.Artifact, data []byte) error
	Get(id capability.ReturnID, d capability.Digest) ([]byte, error)
	Head(id capability.ReturnID) (ledger.Head, error)
	DeviceHistory(ctx context.Context, host capability.HostID) (ledger.DeviceHistory, error)
	Compare(entries []capability.Entry) (ledger.Comparison, error)
	TakeIn(entries []capability.Entry, note capability.Entry) (capability.Return, error)
	Draft(id capability.ReturnID) ([]byte, error)
	SetDraft(id capability.ReturnID, data []byte) error
}

// Stick is what carries files to the portal and back; *[media.Stick] is one.
type Stick interface {
	Name() string
	Serial() string
	SaveAll(ctx context.Context, all []media.CaseFiles, report capability.Report) []media.CaseSaved
	Collect(ctx context.Context, limits media.Limits, report capability.Report) (*media.Collection, error)
	Read(ctx context.Context, path string, want capability.Digest) ([]byte, error)
	Release(ctx context.Context) (media.Released, error)
}

// Means is what is at hand for an act; each may be nil.
type Means struct {
	Device capability.Device
	Stick  Stick
	Portal *portal.Exchanger
	Again  bool // to the portal also what it refused before, or what was sent too often: a person looked there
}

// Supply hands out what an act needs, when it needs it: nil when it is not at
// hand.
type Supply interface {
	Device(ctx context.Context) (capability.Device, error)
	Stick(ctx context.Context) (Stick, error)

	// Again reports whether what a portal refused before is sent to it again.
	Again() bool

	// Portal hands out the portal that a device belongs to, where it is reached by
	// program.
	Portal(ctx context.Context, of capability.Identity) (*portal.Exchanger, error)
}

// Done is an act that was carried out.
type Done struct {
	Act      capability.Act
	Return   capability.Return // as it is afterwards
	Found    []Finding         // what was seen on a stick, or entered
	Saved    []media.Saved     // what was written to one
	Released *media.Released   // what was done to take it out; nil: nothing
	ByHand   bool              // the file came without a stick: typed, pasted or scanned
	Portal   string            // that was given the file, or that gave it, by program; empty: persons carry it

	Incomplete capability.CutShort // why not all of the stick was looked through
	Unread     error               // why nothing of it was, and the portal was asked anyway; nil: it was
}

// Read asks a device who it is and what it holds. It asks for the identity again
// even right after connecting: the clock and the last response are evidence, and
// must belong to the licenses that are read with them.
func (d *Desk) Read(ctx context.Context, dev capability.Device, report capability.Report) (capability.Reading, error) {
	id, err := dev.Identify(ctx)
	if err != nil {
		return capability.Reading{}, err
	}
	licenses, err := dev.Licenses(ctx, report)
	return capability.Reading{Device: id, Licenses: licenses}, err
}

// ClaimUploaded notes that a person says the request, or the confirmation, was
// uploaded at the portal.
func (d *Desk) ClaimUploaded(_ context.Context, id capability.ReturnID, note string) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	file := toUpload(r)
	a := r.Artifact(file)
	if a == nil {
		return r, ErrNothingToUpload
	}
	return d.note(r, capability.Uploaded{File: file, SHA256: a.SHA256, Note: note})
}

// Withdraw takes back the claim that the request, or the confirmation, was
// uploaded.
func (d *Desk) Withdraw(_ context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	return d.note(r, capability.Withdrawn{File: toUpload(r), Reason: reason})
}

// Cancel gives up a return whose request was not uploaded. The error is
// [ErrUploaded] when a person claimed the upload.
func (d *Desk) Cancel(_ context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	if r.Stage == capability.StageAtPortal && r.Request != nil {
		return r, ErrUploaded
	}
	return d.note(r, capability.Cancelled{Reason: reason})
}

// Replace gives up the request that the portal waits for, because it is lost
// or damaged. The device makes another as the next act.
func (d *Desk) Replace(_ context.Context, id capability.ReturnID, reason string) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	return d.note(r, capability.Replaced{File: toUpload(r), Reason: reason})
}

func (d *Desk) onto(id capability.ReturnID, f capability.Fact) (capability.Return, error) {
	r, err := d.Return(id)
	if err != nil {
		return r, err
	}
	return d.note(r, f)
}

func (d *Desk) entry(f capability.Fact) capability.Entry {
	return capability.Entry{At: d.o.Now().UTC(), By: d.o.Operator, Fact: f}
}

// note puts one fact into the journal of r.
func (d *Desk) note(r capability.Return, f capability.Fact) (capability.Return, error) {
	return d.o.Ledger.Append(r.ID, d.entry(f))
}
