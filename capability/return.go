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

	// ClosedOnAnswer: the portal took the confirmation from this program. Whether it
	// credits the licenses it did not prove.
	ClosedOnAnswer Closing = "answer"

	ClosedOnReading  Closing = "reading"  // an activation: the device holds what was ordered
	ClosedOnDecision Closing = "decision" // a person says that the portal made the device obsolete
)

// ProblemKind says what is in the way of a return.
type ProblemKind string

// The problems that facts can show.
const (
	ProblemRefused    ProblemKind = "refused"     // the device said no
	ProblemStillThere ProblemKind = "still-there" // a response was loaded, the licenses are there
	ProblemPartly     ProblemKind = "partly-gone" // a response was loaded, and a part of what was ordered is still there
	ProblemBackAgain  ProblemKind = "back-again"  // they were gone and are there again
	ProblemFlagged    ProblemKind = "flagged"     // the portal credits nothing and says why
	ProblemWithout    ProblemKind = "without"     // the response doesn't carry out the order, and the portal says why
	ProblemLate       ProblemKind = "late"        // a response came for a return that was cancelled
	ProblemAlive      ProblemKind = "alive"       // the device answers after it was declared dead
	ProblemDeclined   ProblemKind = "declined"    // the portal's owner did not take the declaration

	ProblemPortalRefused ProblemKind = "portal-refused" // the portal refused a request that was sent by program
)

// Problem is shown beside the next act until a fact solves it.
type Problem struct {
	Kind ProblemKind `json:"kind"`
	Code RefusalCode `json:"code,omitempty"`
	Said string      `json:"said,omitempty"` // see [Refusal]
	Text string      `json:"text,omitempty"` // foreign words, untrusted
}

// Return is what the facts say about one return. It is rebuilt from them by
// [Replay] and only read otherwise; no field is stored on its own.
type Return struct {
	ID     ReturnID
	Way    Way
	Reason string
	Site   string // where it was opened, as the laptop there was configured; empty: not told
	Policy ConfirmationPolicy
	Stage  Stage

	Purpose     Purpose
	Replacement *HostID  // the device that gets the licenses afterwards
	TransferOf  ReturnID // the return whose credit an activation waits for

	TransferredTo ReturnID // the activation on the replacement, once begun

	Device Identity  // as it was when the return was opened
	Before []License // what it held then
	Order  Order
	After  []License // the newest reading since; nil: none
	Seen   Identity  // the device as it was read last

	Request      *Artifact
	Response     *Artifact
	Expected     []License // what remains by the response; nil when it can't be read
	Confirmation *Artifact
	Receipt      *Artifact
	Superseded   []Artifact // requests that others took the place of: not to be uploaded any more
	Mark         *Mark      // the response as the device processed it

	ResponseChecked, ReceiptChecked *Checked // nil: nobody here could check it

	Exchange   *Exchange   // of the request that was sent to a portal by program last; nil: none was
	RemovedBy  string      // the portal that a program has take the licenses away; empty: none
	PortalSays *PortalRead // what the portal said about the device last; nil: it was not asked

	LastMade *Made // what the device had made last before an open command

	Evidence    *Evidence // of a dead device
	Declaration *Artifact
	ByHand      bool      // the response came by no stick: typed, pasted, scanned, or from the portal by program
	Scan        *Scanned  // of the stick with the response; nil: none is on record
	Flags       []Flagged // what was odd about the device

	Credited []ActivationID // by the receipt
	SavedTo  string         // the stick used last
	Closing  Closing
	Problem  *Problem // why the way forward is not the usual one; nil mostly

	Told    *Return   // what another laptop says about it, of which nothing counts here; nil: it was opened here, or by a known colleague
	Sources []TakenIn // the cases that were taken in, the oldest first

	OpenedAt, ChangedAt time.Time
	Entries             []Entry

	saved       *Saved // of the file that was saved last; nil: none was
	left        Stage  // before it was cancelled or declared
	responseSeq uint64 // 0 when the response can't be read

	requestBySelf, confirmationBySelf bool // they went to the portal by program, and were on no stick before

	foundLoaded bool // the device had processed the response before it was given it here

	unasked  bool     // the response says that no confirmation is needed
	rejected []Digest // responses that can never be loaded on this device
	reached  [StageSetAside + 1]moment
}

// moment tells when a stage was reached last, and whether only by a claim.
type moment struct {
	at      time.Time
	claimed bool
}

// Opaque reports whether the request of the return, and so the response to it,
// can't be read here: it has a vendor's own format, or was not made here.
func (r Return) Opaque() bool { return r.Request == nil || r.Request.MessageID == "" }

// Replay builds a return from its journal.
func Replay(entries []Entry) (Return, error) {
	var r Return
	for i, e := range entries {
		if err := r.Add(e); err != nil {
			return r, fmt.Errorf("fact %d: %w", i+1, err)
		}
	}
	return r, nil
}

// With is the return after one more fact. The receiver stays as it is; when
// the fact can't follow here the error says so.
func (r Return) With(e Entry) (Return, error) {
	next := r.apart()
	if err := next.Add(e); err != nil {
		return r, err
	}
	return next, nil
}

// apart is a copy whose lists can grow without changing those of r.
func (r Return) apart() Return {
	r.Entries, r.Flags, r.Sources = slices.Clip(r.Entries), slices.Clip(r.Flags), slices.Clip(r.Sources)
	r.Superseded, r.rejected = slices.Clip(r.Superseded), slices.Clip(r.rejected)
	if r.Told != nil {
		told := r.Told.apart()
		r.Told = &told
	}
	return r
}

// Add takes one more fact, in a time that does not grow with their number. When
// the fact can't follow here the error says so, and r is as it was.
func (r *Return) Add(e Entry) error {
	if e.Fact == nil {
		return fmt.Errorf("%w: no fact", ErrUnexpected)
	}
	next := *r
	if err := next.take(e); err != nil {
		return err
	}
	next.Entries = append(next.Entries, e)
	*r = next
	return nil
}

// take applies a fact. Hearsay only changes what is told.
func (r *Return) take(e Entry) error {
	if e.Hearsay() {
		return r.tell(e)
	}
	before, scan := r.Stage, r.Scan
	if err := e.Fact.apply(r); err != nil {
		return err
	}
	if e.From != nil {
		r.Scan = scan // a scan counts where it was made
	}
	if before == StageNone {
		r.OpenedAt = e.At
	}
	r.ChangedAt = e.At
	_, claimed := e.Fact.(Uploaded)
	for s := before + 1; s <= r.Stage; s++ {
		r.reached[s] = moment{e.At, claimed}
	}
	if _, proved := e.Fact.(Receipt); proved && r.Stage == StageClosed {
		r.reached[StageClosed] = moment{e.At, r.Closing == ClosedOnClaim}
	}
	return nil
}

// Held is what the device held when it was read last.
func (r Return) Held() []License {
	if r.After != nil {
		return r.After
	}
	return r.Before
}

// Open reports whether the return still owes something.
func (r Return) Open() bool { return r.Stage.Open() }

// Met reports whether what is held shows the order carried out. Where only the
// device could read the order, it reports whether something was taken away.
func (r Return) Met(held []License) bool {
	if len(r.Order.Lines) == 0 {
		return r.metWithoutOrder(held)
	}
	return r.Purpose.met(r.Order, held)
}

func (r Return) metWithoutOrder(held []License) bool {
	switch {
	case r.Way != FromCase:
		return len(ReductionOf(r.Before, held).Lines) > 0
	case r.Expected != nil: // nothing changed since another laptop had it loaded
		return len(Difference(held, r.Expected, Order{})) == 0
	default:
		return r.foundLoaded || len(ReductionOf(r.Before, held).Lines) > 0
	}
}

// Due are the lines of the order that are still to be carried out by the newest
// reading. A device refuses a request for what it does not hold any more.
func (r Return) Due() []Line {
	held := r.Held()
	var due []Line
	for _, l := range r.Order.Lines {
		if !r.Purpose.met(Order{Lines: []Line{l}}, held) {
			due = append(due, l)
		}
	}
	return due
}

// ConfirmationRequired reports whether the portal wants proof. A response that
// can be read decides, else the configured policy. An unknown policy counts as
// required.
func (r Return) ConfirmationRequired() bool {
	if r.Purpose == ToActivate || r.unasked {
		return false
	}
	read := r.Response != nil && r.responseSeq > 0
	return read || r.Policy != ConfirmationSkipped
}

// Rejected reports whether the device can never load the response of that
// digest, or loaded it without the ordered effect.
func (r Return) Rejected(d Digest) bool { return slices.Contains(r.rejected, d) }

// rejectResponse drops a response that the device does not take, and leads back to
// the stage where a better one can come.
func (r *Return) rejectResponse(how Remedy) {
	if how == SameAgain || r.Response == nil {
		return
	}
	r.rejected = append(r.rejected, r.Response.SHA256)
	r.dropResponse(how)
}

// dropResponse leads back to the stage where the response, or another, can come.
func (r *Return) dropResponse(how Remedy) {
	r.Response, r.ResponseChecked, r.Expected, r.Mark, r.unasked = nil, nil, nil, nil, false
	r.Stage = StageAtPortal
	if how == AnotherRequest && r.Way == FromDevice {
		r.dropRequest()
		r.Stage = StageOrdered
	}
}

// dropRequest moves the request to the superseded ones.
func (r *Return) dropRequest() {
	if r.Request != nil {
		r.Superseded = append(r.Superseded, *r.Request)
		r.Request, r.requestBySelf = nil, false
	}
}

// dropConfirmation moves the confirmation to the superseded ones. Its receipt does
// not count for the next one.
func (r *Return) dropConfirmation() {
	if r.Confirmation != nil {
		r.Superseded = append(r.Superseded, *r.Confirmation)
		r.Confirmation, r.confirmationBySelf = nil, false
	}
	r.Receipt, r.ReceiptChecked, r.Credited = nil, nil, nil
}

// supersededBy reports whether id is the message ID of a superseded request.
func (r Return) supersededBy(id string) bool {
	return id != "" && slices.ContainsFunc(r.Superseded, func(a Artifact) bool { return a.MessageID == id })
}

// Asked reports whether id is the message ID of a request of this return, the
// current one or one that was superseded.
func (r Return) Asked(id string) bool {
	return r.Request != nil && id != "" && r.Request.MessageID == id || r.supersededBy(id)
}

func (r *Return) close(how Closing) {
	r.Stage, r.Closing, r.Problem = StageClosed, how, nil
}

func (r *Return) closeUnlessConfirmed() {
	switch {
	case r.Purpose == ToActivate:
		r.close(ClosedOnReading)
	case !r.ConfirmationRequired():
		r.close(ClosedOnTrust)
	}
}
