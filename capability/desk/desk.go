package desk

import (
	"context"
	"io"
	"time"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
)

// Options are what a Desk works with. Ledger, Now and Random are required.
type Options struct {
	Ledger   Ledger
	Operator string            // noted with every fact
	Now      func() time.Time  // the laptop's clock
	Random   io.Reader         // for return IDs
	Policy   capability.Policy // the portal's setting, as configured

	Site media.Policy // what the site asks of sticks

	PortalKeys []capability.PublicKey // that responses and receipts are checked with, beside those that a device trusts

	// SignCase signs the case that goes on a stick; nil: it goes unsigned.
	SignCase func(ctx context.Context, record []byte) (signature []byte, err error)
	// SignerOf gives the known colleague who signed a case; nil: nobody is known.
	SignerOf func(record, signature []byte) (string, error)

	SlipTemplate string // for the hand-over slip, checked by CheckSlip; empty: the own one
}

// Desk does the acts of returns. Its methods are called one at a time.
type Desk struct {
	o Options
}

// New makes a desk over an open ledger, which stays the caller's to close.
func New(o Options) *Desk {
	if o.Policy == "" {
		o.Policy = capability.ConfirmationUnknown
	}
	return &Desk{o: o}
}

// Done is an act that was carried out.
type Done struct {
	Act      capability.Act
	Return   capability.Return // as it is afterwards
	Found    []Finding         // what was seen on a stick, or entered
	Saved    []media.Saved     // what was written to one
	Released *media.Released   // what was done to take it out; nil: nothing
	ByHand   bool              // the file came without a stick: typed, pasted or scanned

	Incomplete string // why not all of the stick was looked through; empty: all was
}

// List gives all returns, the newest change first.
func (d *Desk) List(ctx context.Context) ([]ledger.Summary, error) {
	return d.o.Ledger.List(ctx)
}

// Return gives one return, verified and replayed from its journal.
func (d *Desk) Return(id capability.ReturnID) (capability.Return, error) {
	return d.o.Ledger.Return(id)
}

// RecordDir is the folder in which the journal and the files of a return lie.
func (d *Desk) RecordDir(id capability.ReturnID) string { return d.o.Ledger.Dir(id) }

// Verify checks the journal's hash chain and the digest of every kept file.
func (d *Desk) Verify(ctx context.Context, id capability.ReturnID) (ledger.Check, error) {
	return d.o.Ledger.Verify(ctx, id)
}

// Since says how many facts came after the one that a head was copied from. It
// is [ledger.ErrCut] when the journal does not hold that one any more.
func (d *Desk) Since(id capability.ReturnID, head string) (after int, err error) {
	return d.o.Ledger.Since(id, head)
}

// Read asks a device who it is and what it holds.
func (d *Desk) Read(ctx context.Context, dev capability.Device, report capability.Report) (capability.Reading, error) {
	id, err := dev.Identify(ctx)
	if err != nil {
		return capability.Reading{}, err
	}
	licenses, err := dev.Licenses(ctx, report)
	return capability.Reading{Device: id, Licenses: licenses}, err
}

// ClaimUploaded notes a person's word that the request, or the confirmation,
// was uploaded at the portal.
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

func (d *Desk) entry(f capability.Fact) capability.Entry {
	return capability.Entry{At: d.o.Now().UTC(), By: d.o.Operator, Fact: f}
}

// note puts one fact into the journal of r.
func (d *Desk) note(r capability.Return, f capability.Fact) (capability.Return, error) {
	return d.o.Ledger.Append(r.ID, d.entry(f))
}
