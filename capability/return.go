package capability

import (
	"fmt"
	"slices"
	"time"
)

// Closing says on what a closed return rests.
type Closing string

// The ways to close.
const (
	ClosedOnProof Closing = "proof" // the portal answered the confirmation
	ClosedOnClaim Closing = "claim" // a person says that the confirmation was uploaded
	ClosedOnTrust Closing = "trust" // the portal asks for no confirmation
)

// Return is what the facts say of one return. It is rebuilt from them by
// [Replay] and only read otherwise; no field is stored on its own.
type Return struct {
	ID     ReturnID
	Way    Way
	Reason string
	Policy Policy
	Stage  Stage

	Device Identity  // as it was when the return was opened
	Before []License // what it held then
	Order  Order
	After  []License // the newest reading since

	Request      *Artifact
	Response     *Artifact
	Expected     []License // what remains by the response; nil when it can't be read
	Confirmation *Artifact
	Receipt      *Artifact
	Superseded   []Artifact // requests that others took the place of: not to be uploaded any more
	Mark         *Mark // the response as the device processed it
	LastMade     *Made // what the device had made last before an open command

	Credited []ActivationID // by the receipt
	SavedTo  string         // the stick used last
	Closing  Closing
	Problem  *Problem // why the way forward is not the usual one; nil mostly

	OpenedAt, ChangedAt time.Time
	Entries             []Entry

	unasked  bool     // the response says that no confirmation is needed
	rejected []Digest // responses that can never be loaded on this device
	reached  [StageClosed + 1]moment
}

// moment tells when a stage was reached last, and whether only by a claim.
type moment struct {
	at      time.Time
	claimed bool
}

// Replay builds a return from its journal.
func Replay(entries []Entry) (Return, error) {
	var r Return
	for i, e := range entries {
		next, err := r.With(e)
		if err != nil {
			return r, fmt.Errorf("fact %d: %w", i+1, err)
		}
		r = next
	}
	return r, nil
}

// With is the return after one more fact. The receiver stays as it is; when
// the fact can't follow here the error says so.
func (r Return) With(e Entry) (Return, error) {
	if e.Fact == nil {
		return r, fmt.Errorf("%w: no fact", ErrUnexpected)
	}
	next := r
	if err := e.Fact.apply(&next); err != nil {
		return r, err
	}
	if r.Stage == StageNone {
		next.OpenedAt = e.At
	}
	next.ChangedAt = e.At
	_, claimed := e.Fact.(Uploaded)
	for s := r.Stage + 1; s <= next.Stage; s++ {
		next.reached[s] = moment{e.At, claimed}
	}
	next.Entries = append(slices.Clip(r.Entries), e)
	return next, nil
}

// Open reports whether the return still owes something.
func (r Return) Open() bool { return r.Stage != StageNone && r.Stage != StageClosed }

// ConfirmationRequired reports whether the portal wants proof. A response that
// can be read decides; otherwise the configured policy does, and what nobody
// knows counts as required.
func (r Return) ConfirmationRequired() bool {
	return !r.unasked && r.Policy != ConfirmationSkipped
}

// Rejected reports whether the device can never load the response of that
// digest, or loaded it without the ordered effect.
func (r Return) Rejected(d Digest) bool { return slices.Contains(r.rejected, d) }

// Artifact gives the current file of that kind, or nil.
func (r Return) Artifact(kind ArtifactKind) *Artifact {
	switch kind {
	case ReturnRequest:
		return r.Request
	case PortalResponse:
		return r.Response
	case ConfirmationRequest:
		return r.Confirmation
	case PortalReceipt:
		return r.Receipt
	default:
		return nil
	}
}

// Artifacts are the current files, in the order in which they came to be.
func (r Return) Artifacts() []Artifact {
	var all []Artifact
	for _, kind := range []ArtifactKind{ReturnRequest, PortalResponse, ConfirmationRequest, PortalReceipt} {
		if a := r.Artifact(kind); a != nil {
			all = append(all, *a)
		}
	}
	return all
}

// rejectResponse drops a response that the device does not take, and leads
// back to where a better one can come from.
func (r *Return) rejectResponse(how Remedy) {
	if how == SameAgain || r.Response == nil {
		return
	}
	r.rejected = append(slices.Clip(r.rejected), r.Response.SHA256)
	r.Response, r.Expected, r.Mark, r.unasked = nil, nil, nil, false
	r.Stage = StageAtPortal
	if how == AnotherRequest && r.Request != nil {
		r.supersede(r.Request)
		r.Stage, r.Request = StageOrdered, nil
	}
}

// supersede remembers a request that another one takes the place of.
func (r *Return) supersede(a *Artifact) {
	r.Superseded = append(slices.Clip(r.Superseded), *a)
}

func (r *Return) close(how Closing) {
	r.Stage, r.Closing, r.Problem = StageClosed, how, nil
}

func (r *Return) closeUnlessConfirmed() {
	if !r.ConfirmationRequired() {
		r.close(ClosedOnTrust)
	}
}

func unexpected(r *Return, f Fact) error {
	return fmt.Errorf("%w: %s at stage %s", ErrUnexpected, f.Kind(), r.Stage)
}
