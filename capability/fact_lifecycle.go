package capability

import "fmt"

// Way says where a return was started.
type Way string

// The ways. The first two end in the same confirmation; from a label there can
// only be a declaration.
const (
	FromDevice Way = "device"
	FromPortal Way = "portal"
	FromLabel  Way = "label" // the device can't be read: known from its label or an earlier record
	FromCase   Way = "case"  // another laptop's case was taken in: what goes back shows by the portal's response
)

// Opened begins a return: what the device held when it was read, and what is to
// be returned.
type Opened struct {
	ID           ReturnID           `json:"id"`
	Way          Way                `json:"way"`
	Reading      Reading            `json:"reading"`
	Order        Order              `json:"order"`
	Reason       string             `json:"reason,omitempty"`
	Site         string             `json:"site,omitempty"` // as the laptop that opened it was configured; empty: not told
	Confirmation ConfirmationPolicy `json:"confirmation,omitempty"`

	Portal      string   `json:"portal,omitempty"`      // that a program has take the licenses away, of a return that starts there
	Purpose     Purpose  `json:"purpose,omitempty"`     // empty: ToReturn
	Replacement *HostID  `json:"replacement,omitempty"` // the device that gets the licenses afterwards
	TransferOf  ReturnID `json:"transfer_of,omitempty"` // the return whose credit an activation waits for
}

func (f Opened) apply(r *Return) error {
	if r.Stage != StageNone {
		return fmt.Errorf("%w: the return is open already", ErrUnexpected)
	}
	if err := f.ID.Check(); err != nil {
		return err
	}
	if err := f.Reading.Device.Host.Check(); err != nil {
		return err
	}
	r.ID, r.Way, r.Reason, r.Policy = f.ID, f.Way, f.Reason, f.Confirmation
	r.Device, r.Before, r.Order = f.Reading.Device, f.Reading.Licenses, f.Order
	r.Purpose, r.Replacement, r.TransferOf = f.Purpose, f.Replacement, f.TransferOf
	r.Seen, r.RemovedBy, r.Site = f.Reading.Device, f.Portal, f.Site
	if r.Purpose == "" {
		r.Purpose = ToReturn
	}
	switch f.Way {
	case FromDevice:
		r.Stage = StageOrdered
		return r.Purpose.check(f.Order, f.Reading.Licenses)
	case FromPortal:
		r.Stage = StageAtPortal
		if len(f.Order.Lines) == 0 { // a response that can't be read: the device will show what it takes away
			return nil
		}
		return r.Purpose.check(f.Order, f.Reading.Licenses)
	case FromLabel:
		r.Stage = StageOrdered
		return nil
	default:
		return fmt.Errorf("%w: started nowhere (%q)", ErrUnexpected, string(f.Way))
	}
}

// Cancelled gives up a return before its request was uploaded, or one that began
// with a response which the device does not take. A response that still comes
// reopens it: the portal knew about it.
type Cancelled struct {
	Reason string `json:"reason,omitempty"`
}

func (f Cancelled) apply(r *Return) error {
	switch {
	case r.SentFile(ReturnRequest): // the portal may know about it
		return unexpected(r, f)
	case r.Stage == StageOrdered, r.Stage == StageRequestMade, r.Stage == StageRequestSaved:
	case r.Stage == StageAtPortal && r.Way == FromPortal: // the response that began it is none for this device
	default:
		return unexpected(r, f)
	}
	r.dropRequest()
	r.left, r.Stage, r.Problem = r.Stage, StageCancelled, nil
	return nil
}

// Replaced says that a request is lost or damaged and another takes its place.
// The older one is superseded, wherever a copy turns up. A replaced response is
// one whose bytes are lost: the portal gives them again, or a newer one.
type Replaced struct {
	File   ArtifactKind `json:"file"` // ReturnRequest, PortalResponse or ConfirmationRequest
	Reason string       `json:"reason,omitempty"`
}

func (f Replaced) apply(r *Return) error {
	switch {
	case f.File == ReturnRequest && r.Request != nil && r.Stage >= StageRequestMade && r.Stage <= StageAtPortal:
		r.dropRequest()
		r.Stage = StageOrdered
	case f.File == PortalResponse && r.Stage == StageResponseFound:
		r.dropResponse(AnotherResponse)
	case f.File == ConfirmationRequest && r.Confirmation != nil && r.mayReplaceConfirmation():
		r.dropConfirmation()
		r.reopen(StageVerified)
	default:
		return unexpected(r, f)
	}
	return nil
}

func (r *Return) mayReplaceConfirmation() bool {
	return r.Stage == StageConfirmationMade || r.Stage == StageConfirmationSaved ||
		(r.Stage == StageClosed && (r.Closing == ClosedOnClaim || r.Closing == ClosedOnAnswer))
}

// reopen leads a return that may have come to its end back to a stage after the
// response was loaded. A reading that was taken after the end now counts.
func (r *Return) reopen(at Stage) {
	r.Stage, r.Closing = at, ""
	if !r.Met(r.After) {
		r.loadAgain()
	}
}

// Withdrawn takes a person's claim back. The journal keeps both.
type Withdrawn struct {
	File   ArtifactKind `json:"file"` // what was claimed to be uploaded
	Reason string       `json:"reason,omitempty"`
}

func (f Withdrawn) apply(r *Return) error {
	switch {
	case f.File == ReturnRequest && r.Stage == StageAtPortal && r.reached[StageAtPortal].claimed:
		r.Stage = StageRequestSaved
		if r.SavedTo == "" {
			r.Stage = StageRequestMade
		}
	case f.File == ConfirmationRequest && r.Stage == StageClosed && r.Closing == ClosedOnClaim:
		r.reopen(StageConfirmationSaved)
	default:
		return unexpected(r, f)
	}
	return nil
}

// Transferred says that the activation on the replacement was begun.
type Transferred struct {
	To ReturnID `json:"to"` // the activation
}

func (f Transferred) apply(r *Return) error {
	if r.Stage != StageClosed || r.Replacement == nil || r.TransferredTo != "" || r.Closing == ClosedOnDecision {
		return unexpected(r, f)
	}
	r.TransferredTo = f.To
	return f.To.Check()
}
