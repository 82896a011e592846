package capability

import "fmt"

// Cancelled gives a return up before its request was uploaded, or one that was
// begun on a response which the device does not take. A response that comes all
// the same reopens it: then the portal knew of it after all.
type Cancelled struct {
	Reason string `json:"reason,omitempty"`
}

// Kind implements [Fact].
func (Cancelled) Kind() FactKind { return KindCancelled }

func (f Cancelled) apply(r *Return) error {
	switch {
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
// The older one is superseded, wherever a copy of it turns up. Of a response it
// says that the bytes are lost: the portal gives them again, or a newer one.
type Replaced struct {
	File   ArtifactKind `json:"file"` // ReturnRequest, PortalResponse or ConfirmationRequest
	Reason string       `json:"reason,omitempty"`
}

// Kind implements [Fact].
func (Replaced) Kind() FactKind { return KindReplaced }

func (f Replaced) apply(r *Return) error {
	switch {
	case f.File == ReturnRequest && r.Request != nil && r.Stage >= StageRequestMade && r.Stage <= StageAtPortal:
		r.dropRequest()
		r.Stage = StageOrdered
	case f.File == PortalResponse && r.Stage == StageResponseFound:
		r.dropResponse(AnotherResponse)
	case f.File == ConfirmationRequest && r.Confirmation != nil && r.mayReplaceConfirmation():
		r.dropConfirmation()
		r.Stage, r.Closing = StageVerified, ""
	default:
		return unexpected(r, f)
	}
	return nil
}

func (r *Return) mayReplaceConfirmation() bool {
	return r.Stage == StageConfirmationMade || r.Stage == StageConfirmationSaved ||
		(r.Stage == StageClosed && r.Closing == ClosedOnClaim)
}

// Withdrawn takes a person's claim back. The journal keeps both.
type Withdrawn struct {
	File   ArtifactKind `json:"file"` // what was claimed to be uploaded
	Reason string       `json:"reason,omitempty"`
}

// Kind implements [Fact].
func (Withdrawn) Kind() FactKind { return KindWithdrawn }

func (f Withdrawn) apply(r *Return) error {
	switch {
	case f.File == ReturnRequest && r.Stage == StageAtPortal && r.reached[StageAtPortal].claimed:
		r.Stage = StageRequestSaved
		if r.SavedTo == "" {
			r.Stage = StageRequestMade
		}
	case f.File == ConfirmationRequest && r.Stage == StageClosed && r.Closing == ClosedOnClaim:
		r.Stage, r.Closing = StageConfirmationSaved, ""
	default:
		return unexpected(r, f)
	}
	return nil
}

// FlagKind says what is odd about a device.
type FlagKind string

// The flags.
const (
	FlagRollback FlagKind = "rollback" // it shows an older state than it showed before
	FlagClone    FlagKind = "clone"    // another unit has the same host ID
	FlagClock    FlagKind = "clock"    // its clock went back
	FlagAlive    FlagKind = "alive"    // it answers after it was declared dead
)

// Flagged notes something odd. It never changes where a return stands.
type Flagged struct {
	Flag FlagKind `json:"flag"`
	Text string   `json:"text"` // what was seen, in words
}

// Kind implements [Fact].
func (Flagged) Kind() FactKind { return KindFlagged }

func (f Flagged) apply(r *Return) error {
	if r.Stage == StageNone {
		return unexpected(r, f)
	}
	r.Flags = append(r.Flags, f)
	return nil
}

// HasFlag reports whether the device was flagged so in this return.
func (r Return) HasFlag(kind FlagKind) bool {
	for _, f := range r.Flags {
		if f.Flag == kind {
			return true
		}
	}
	return false
}

func unexpected(r *Return, f Fact) error {
	return fmt.Errorf("%w: %s at stage %s", ErrUnexpected, f.Kind(), r.Stage)
}
