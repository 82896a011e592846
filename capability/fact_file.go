package capability

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// RequestMade says that a request of the device is in the ledger.
type RequestMade struct {
	Artifact Artifact `json:"artifact"` // a ReturnRequest or a ConfirmationRequest
}

func (f RequestMade) apply(r *Return) error {
	a := f.Artifact
	switch {
	case r.Stage == StageRequesting && a.Kind == ReturnRequest:
		r.Stage, r.Request = StageRequestMade, &a
	case r.Stage == StageConfirming && a.Kind == ConfirmationRequest:
		r.Stage, r.Confirmation = StageConfirmationMade, &a
	default:
		return unexpected(r, f)
	}
	return nil
}

// Saved says that a request was written to a stick and read back.
type Saved struct {
	File   ArtifactKind `json:"file"`
	SHA256 Digest       `json:"sha256"`
	Stick  string       `json:"stick"` // as a person names it
	Path   string       `json:"path"`  // on the stick, with slashes
	// Beside are the files on the stick that could be taken for the response
	// and were there before; nil: not known.
	OtherFiles []Digest `json:"beside,omitzero"`
}

func (f Saved) apply(r *Return) error {
	a := r.Artifact(f.File)
	if a == nil || a.SHA256 != f.SHA256 || r.Stage.OutcomeUnknown() {
		return unexpected(r, f)
	}
	switch {
	case f.File == ReturnRequest:
		r.Stage = max(r.Stage, StageRequestSaved)
	case f.File == ConfirmationRequest:
		r.Stage = max(r.Stage, StageConfirmationSaved)
	case f.File == DeclarationFile && r.Dead():
		r.Stage = max(r.Stage, StageDeclarationSaved)
	case f.File == PortalResponse && r.Way == FromPortal: // for the technician at the device
	case f.File == DeclarationFile: // of a device that answered again since
	default:
		return unexpected(r, f)
	}
	r.SavedTo, r.saved = f.Stick, &f
	return nil
}

// Uploaded is a person's claim that a request was uploaded at the portal. The
// tool can't see it, and shows it as a claim.
type Uploaded struct {
	File   ArtifactKind `json:"file"`
	SHA256 Digest       `json:"sha256"`
	Note   string       `json:"note,omitempty"` // a reference, who did it
}

func (f Uploaded) apply(r *Return) error {
	a := r.Artifact(f.File)
	if a == nil || a.SHA256 != f.SHA256 {
		return unexpected(r, f)
	}
	switch {
	case f.File == ReturnRequest && r.Stage >= StageRequestMade && r.Stage <= StageAtPortal:
		r.Stage = StageAtPortal
	case f.File == ConfirmationRequest && r.Stage >= StageConfirmationMade && r.Stage <= StageConfirmationSaved:
		r.close(ClosedOnClaim)
	default:
		return unexpected(r, f)
	}
	return nil
}

// ResponseFound says that a response for this return is in the ledger.
type ResponseFound struct {
	Artifact Artifact  `json:"artifact"`
	Path     string    `json:"path"`              // where it was found
	ByHand   bool      `json:"by_hand,omitempty"` // it was typed, pasted or scanned: it came by no stick
	Portal   string    `json:"portal,omitempty"`  // that gave it to this program; empty: it was carried here
	Mended   string    `json:"mended,omitempty"`  // how the file was damaged that the artifact was made whole from
	Answers  string    `json:"answers,omitempty"` // message ID of the request it answers
	Seq      uint64    `json:"seq,omitempty"`     // 0 when it can't be read
	Unasked  bool      `json:"unasked,omitempty"` // the portal asks for no confirmation
	Began    bool      `json:"began,omitempty"`   // it answers no request of the return: a removal that the portal began
	Checked  *Checked  `json:"checked,omitempty"` // with which key; nil: nobody here could check it
	Licenses []License `json:"licenses,omitzero"` // what remains; nil when it can't be read
	Without  string    `json:"without,omitempty"` // the portal's words when it doesn't carry out the order
}

func (f ResponseFound) apply(r *Return) error {
	late := r.Stage == StageCancelled && r.supersededBy(f.Answers)
	if !late && (r.Stage < StageRequestMade || r.Stage > StageResponseFound) || r.Rejected(f.Artifact.SHA256) {
		return unexpected(r, f)
	}
	r.takeResponse(f.Artifact, f.Seq, f.Licenses, f.ByHand || f.Portal != "")
	r.unasked, r.Problem, r.ResponseChecked = f.Unasked, nil, f.Checked
	if r.Way == FromCase {
		r.orderAsAnswered(f.Licenses)
	}
	switch {
	case late:
		r.Problem = &Problem{Kind: ProblemLate}
	case f.Without != "":
		r.Problem = &Problem{Kind: ProblemWithout, Text: f.Without}
	}
	return nil
}

// takeResponse makes a the response to be loaded next. What was scanned before
// was another one.
func (r *Return) takeResponse(a Artifact, seq uint64, remains []License, byHand bool) {
	r.Stage, r.Response, r.responseSeq, r.Expected = StageResponseFound, &a, seq, remains
	r.ByHand, r.Scan = byHand, nil
}

// orderAsAnswered makes what a response changes the order of a return whose own
// order is hearsay.
func (r *Return) orderAsAnswered(remains []License) {
	r.Purpose, r.Order = ToReturn, ReductionOf(r.Before, remains)
	if added := AdditionOf(r.Before, remains); len(r.Order.Lines) == 0 && len(added.Lines) > 0 {
		r.Purpose, r.Order = ToActivate, added
	}
}

// Receipt is the portal's answer to the confirmation: evidence that it was
// uploaded and what happened, as far as its signature could be checked.
type Receipt struct {
	Artifact Artifact       `json:"artifact"`
	Path     string         `json:"path"`
	ByHand   bool           `json:"by_hand,omitempty"`  // it was typed, pasted or scanned
	Portal   string         `json:"portal,omitempty"`   // that gave it to this program; empty: it was carried here
	Answers  string         `json:"answers"`            // message ID of the confirmation
	Credited []ActivationID `json:"credited,omitempty"` // what the portal says it credited
	Flagged  string         `json:"flagged,omitempty"`  // the portal's words when it credits nothing
	Seq      uint64         `json:"seq,omitempty"`      // of this answer
	Checked  *Checked       `json:"checked,omitempty"`  // with which key; nil: nobody here could check it
	Licenses []License      `json:"licenses,omitzero"`  // what the device may hold by it
}

func (f Receipt) apply(r *Return) error {
	if r.Confirmation == nil || r.Confirmation.MessageID == "" || f.Answers != r.Confirmation.MessageID {
		return unexpected(r, f)
	}
	if r.Stage != StageConfirmationMade && r.Stage != StageConfirmationSaved && r.Stage != StageClosed {
		return unexpected(r, f)
	}
	if r.Closing == ClosedOnProof && f.Checked == nil {
		return unexpected(r, f)
	}
	a := f.Artifact
	if f.Flagged == "" {
		r.Receipt, r.Credited, r.ReceiptChecked = &a, f.Credited, f.Checked
		r.close(r.closingBy(f))
		return nil
	}
	// Nothing was credited. The answer holds what the portal takes for right.
	// Loading it brings the device in line, and a new proof can follow: at once
	// when somebody else has had it loaded, or a newer one.
	r.dropConfirmation()
	r.Stage, r.Closing = StageVerified, ""
	if last := r.Seen.Last; last == nil || last.Seq < f.Seq {
		a.Kind = PortalResponse
		r.takeResponse(a, f.Seq, f.Licenses, f.ByHand || f.Portal != "")
	}
	r.Problem = &Problem{Kind: ProblemFlagged, Text: f.Flagged}
	return nil
}

// closingBy is what a return rests on with a receipt: on proof when a key shows
// that the receipt is the portal's. Where only hearsay tells the order, the
// receipt has to name every license that it credits.
func (r *Return) closingBy(f Receipt) Closing {
	credits := func(l Line) bool { return slices.Contains(f.Credited, l.ActivationID) }
	lacking := func(l Line) bool { return !credits(l) }
	switch {
	case f.Checked == nil && r.Closing == ClosedOnAnswer && r.Exchange != nil && r.Exchange.Response == f.Artifact.SHA256:
		return ClosedOnAnswer // nobody carried it here
	case f.Checked == nil:
		return ClosedOnClaim
	case r.Way == FromCase && (len(r.Order.Lines) == 0 || slices.ContainsFunc(r.Order.Lines, lacking)):
		return ClosedOnClaim
	default:
		return ClosedOnProof
	}
}

// ErrScan says that a scan record is not complete, or that its time is still to
// come.
var ErrScan = errors.New("the scan record is not complete")

// Scanned is a person's record that the stick with the response was scanned for
// malware before. Nothing here can check it. Another response needs another
// scan.
type Scanned struct {
	Who     string    `json:"who"`     // at most MaxText bytes that can be shown, as Station
	Station string    `json:"station"` // the scanning station
	When    time.Time `json:"when"`
}

func (f Scanned) apply(r *Return) error {
	if r.Stage != StageResponseFound {
		return unexpected(r, f)
	}
	if err := f.complete(); err != nil {
		return err
	}
	r.Scan = &f
	return nil
}

// stationSlack is how far the clocks of a station and a laptop may differ.
const stationSlack = 10 * time.Minute

// Check reports the first thing that is missing or can't be by the laptop's
// clock, as an [ErrScan].
func (f Scanned) Check(now time.Time) error {
	if err := f.complete(); err != nil {
		return err
	}
	if f.When.After(now.Add(stationSlack)) {
		return fmt.Errorf("%w: the scan would be in the future", ErrScan)
	}
	return nil
}

func (f Scanned) complete() error {
	for _, field := range []struct{ what, text string }{{"who scanned", f.Who}, {"which station", f.Station}} {
		switch {
		case strings.TrimSpace(field.text) == "":
			return fmt.Errorf("%w: it doesn't say %s", ErrScan, field.what)
		case len(field.text) > MaxText || Printable(field.text) != field.text:
			return fmt.Errorf("%w: %s takes at most %d bytes that can be shown", ErrScan, field.what, MaxText)
		}
	}
	if f.When.IsZero() {
		return fmt.Errorf("%w: it doesn't say when", ErrScan)
	}
	return nil
}
