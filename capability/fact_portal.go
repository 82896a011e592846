package capability

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// ExchangeState says how far the exchange of a request with a portal got.
type ExchangeState string

// The states.
const (
	ExchangeSending   ExchangeState = "sending"   // noted before it leaves: after a cut nobody knows whether it did
	ExchangeUncertain ExchangeState = "uncertain" // it may have reached the portal
	ExchangeNotSent   ExchangeState = "not-sent"  // it surely has not
	ExchangePending   ExchangeState = "pending"   // it is on its way, and the response comes later
	ExchangeAnswered  ExchangeState = "answered"
	ExchangeRefused   ExchangeState = "refused"
)

// Open reports whether it is not known if the request reached the portal.
func (s ExchangeState) Open() bool { return s == ExchangeSending || s == ExchangeUncertain }

// MaxExchangeTimes bounds how often a request may reach a portal without an answer.
// Then a person has to look in the portal.
const MaxExchangeTimes = 3

// Exchange is what is known about the exchange of one request with one portal, by
// program. It holds no secret.
type Exchange struct {
	File     ArtifactKind  `json:"file,omitempty"` // a ReturnRequest or a ConfirmationRequest; empty: not known
	Request  Digest        `json:"request"`
	Key      Digest        `json:"key"`    // the digest of the request and of where it goes
	Portal   string        `json:"portal"` // its name and address
	State    ExchangeState `json:"state"`
	Times    int           `json:"times"`             // that the request may have reached the portal, at most MaxExchangeTimes
	Response Digest        `json:"response,omitzero"` // of an answer; zero: none was issued
	Code     string        `json:"code,omitempty"`    // of a refusal
	Text     string        `json:"text,omitempty"`    // the portal's words, or what went wrong; untrusted
}

// Check reports the first thing in a foreign record of an exchange that is out of
// bounds, as an [ErrImplausible].
func (x Exchange) Check() error {
	states := []ExchangeState{ExchangeSending, ExchangeUncertain, ExchangeNotSent, ExchangePending, ExchangeAnswered, ExchangeRefused}
	switch {
	case !slices.Contains(states, x.State):
		return fmt.Errorf("%w: the state of an exchange is %.40q", ErrImplausible, string(x.State))
	case x.Key.IsZero() || x.Request.IsZero():
		return fmt.Errorf("%w: an exchange has no digest", ErrImplausible)
	case x.Times < 0 || x.Times > MaxExchangeTimes:
		return fmt.Errorf("%w: a request was sent %d times, 0 to %d are possible", ErrImplausible, x.Times, MaxExchangeTimes)
	}
	return checkTexts(string(x.File), x.Portal, x.Code, x.Text)
}

// RemovalOrder is the order to a portal to take licenses away; it has no file.
const RemovalOrder ArtifactKind = "removal"

// Sent says that a request is about to leave for a portal. It is noted before.
type Sent struct{ Exchange }

func (f Sent) apply(r *Return) error {
	a := r.Artifact(f.File)
	own := a != nil && a.SHA256 == f.Request || f.File == RemovalOrder
	if !own || f.State != ExchangeSending || !r.maySend(f.File) {
		return unexpected(r, f)
	}
	r.Exchange = &f.Exchange
	return nil
}

// maySend reports whether a file is one that a portal may be given now. A
// confirmation is made only after the load was read back.
func (r *Return) maySend(file ArtifactKind) bool {
	switch file {
	case ReturnRequest:
		return r.Stage >= StageRequestMade && r.Stage <= StageAtPortal
	case ConfirmationRequest:
		return r.Stage == StageConfirmationMade || r.Stage == StageConfirmationSaved || r.AwaitsProof()
	case RemovalOrder:
		return r.RemovedBy != "" && r.Stage == StageAtPortal && r.Response == nil
	default:
		return false
	}
}

// Answered says what happened to a request that was sent: seen here, by program. An
// answer to a return request comes with the response (see [ResponseFound]). Of the
// answer to a confirmation its receipt tells, where it can be read; where the
// portal issues none, or one of a vendor's own format, the portal has taken the
// confirmation, and that is all that is known.
type Answered struct{ Exchange }

func (f Answered) apply(r *Return) error {
	a := r.Artifact(f.File)
	sent := r.Exchange != nil && r.Exchange.Key == f.Key && r.Exchange.File == f.File
	known := f.State == ExchangeAnswered && a != nil && a.SHA256 == f.Request && r.maySend(f.File) // the portal had it already
	if !sent && !known || f.State == ExchangeSending {
		return unexpected(r, f)
	}
	r.Exchange = &f.Exchange
	switch {
	case f.State == ExchangeRefused:
		r.Problem = &Problem{Kind: ProblemPortalRefused, Said: f.Code, Text: f.Text}
	case f.State != ExchangeAnswered:
	case f.File == ReturnRequest && r.maySend(f.File):
		r.requestBySelf = r.Stage < StageRequestSaved
		r.Stage, r.Problem = StageAtPortal, nil
	case f.File == ConfirmationRequest && r.maySend(f.File):
		r.confirmationBySelf = r.Stage < StageConfirmationSaved
		r.close(ClosedOnAnswer)
	}
	return nil
}

// SentFile reports whether that file of the return may have reached a portal by
// program.
func (r Return) SentFile(kind ArtifactKind) bool {
	a := r.Artifact(kind)
	return a != nil && r.Exchange != nil && r.Exchange.Request == a.SHA256 && r.Exchange.State != ExchangeNotSent && r.Exchange.State != ExchangeRefused
}

// PortalRead is what a portal said about the device when it was asked by program. It is
// the portal's word: it tells where a return stands there. It closes one alone:
// the return that this program had begin in the portal and that others finish at
// the device, once the device has shown the portal what it loaded since and the
// portal has credited all of it.
type PortalRead struct {
	Portal      string          `json:"portal"`
	Known       bool            `json:"known"` // the portal knows the device
	Licenses    []PortalLicense `json:"licenses,omitempty"`
	LastRequest time.Time       `json:"last_request,omitzero"` // by the portal's clock; zero: not told
	LastSync    time.Time       `json:"last_sync,omitzero"`    // likewise
}

func (f PortalRead) apply(r *Return) error {
	if r.Stage == StageNone {
		return unexpected(r, f)
	}
	before := r.PortalSays
	r.PortalSays = &f
	if r.RemovedBy != "" && r.Stage == StageResponseFound && before != nil && f.LastSync.After(before.LastSync) && r.PortalStanding() == PortalCredited {
		r.close(ClosedOnAnswer)
	}
	return nil
}

func (f PortalRead) check() error {
	if err := cmp.Or(checkTexts(f.Portal), checkNumber("licenses", len(f.Licenses), MaxLicenses)); err != nil {
		return err
	}
	for _, l := range f.Licenses {
		if err := cmp.Or(l.ActivationID.Check(), checkTexts(l.Entitlement, string(l.State))); err != nil {
			return err
		}
	}
	return nil
}

// PortalStanding is how a return stands by the portal's own word.
type PortalStanding string

// The standings.
const (
	PortalUnasked  PortalStanding = ""         // it was not asked
	PortalHolds    PortalStanding = "holds"    // nothing of the order was taken away there
	PortalWaits    PortalStanding = "waits"    // it was taken away, and the portal waits for the confirmation
	PortalCredited PortalStanding = "credited" // all of the order is given back
)

// PortalStanding tells how the return stands by what the portal said last. A license
// that it does not list any more is given back.
func (r Return) PortalStanding() PortalStanding {
	if r.PortalSays == nil || !r.PortalSays.Known || len(r.Order.Lines) == 0 || r.Purpose == ToActivate {
		return PortalUnasked
	}
	standing := PortalCredited
	for _, line := range r.Order.Lines {
		for _, l := range r.PortalSays.Licenses {
			switch {
			case l.ActivationID != line.ActivationID:
			case l.Waits() && standing == PortalCredited:
				standing = PortalWaits
			case l.Waits():
			case l.State != RemovedFromLicense && l.Consumed > line.Count:
				standing = PortalHolds
			}
		}
	}
	return standing
}
