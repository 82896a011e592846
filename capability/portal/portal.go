// Package portal is what a licensing portal does for a program, and the rules
// by which a program gives it the requests of devices. A portal is reached in
// one of three ways, each a package below: fno (the web service of FlexNet
// Operations), deviceservice (the endpoint that online devices call) and folder
// (an outbox and an inbox that somebody else empties and fills).
//
// The request goes as the device made it, and the response comes as the portal
// made it: neither is opened here. See [Exchanger] for the rules.
package portal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handback/capability"
)

// Limits of what a portal sends, in bytes.
const (
	MaxRequest  = 64 << 10 // as a file on a stick
	MaxResponse = 64 << 10 // a response that a device can load, as a file on a stick
	MaxAnswer   = 8 << 20  // all that is read of one answer, with what is around the response
)

// Portal is a licensing portal, however it is reached. Each method ends early
// with ctx.Err() when ctx ends. One call at a time: portals take one request of
// a user at once.
//
// The errors of all methods: a *[Refused] is the portal's own no, and nothing
// has changed there. [ErrNotSent] says that nothing has reached the portal.
// [ErrUnsupported] says that this way to reach it can't do that; nothing was
// sent. Any other error leaves open whether the portal did it.
type Portal interface {
	// Target says where the requests go.
	Target() Target

	// Exchange gives a capability request to the portal, as the device made it,
	// and returns the capability response. A response of no bytes means that the
	// portal took the request and issued none. The error is [ErrPending] when the
	// request is on its way and its response comes later.
	Exchange(ctx context.Context, q Request, report capability.Report) (response []byte, err error)

	// Answer gives the response to a request that was sent before; false: the
	// portal has none, or it can't be told from others.
	Answer(ctx context.Context, q Request) (response []byte, known bool, err error)

	// Look asks what the portal knows about a device. The error is [ErrUnknownDevice]
	// when it knows none of that host ID.
	Look(ctx context.Context, host capability.HostID) (Device, error)

	// Remove takes units away from a device in the portal: a return that starts
	// there. The portal then has a response for the device, see Look. Each call
	// takes away once more.
	Remove(ctx context.Context, host capability.HostID, lines []Removal) error

	// Obsolete writes a device off, without any proof and for ever.
	Obsolete(ctx context.Context, host capability.HostID) error

	// Check finds out whether the portal can be used, and changes nothing there. It
	// tells each part as it is known, until one fails.
	Check(ctx context.Context, each func(Checkup))
}

// Unasked is embedded in a [Portal] that takes requests and tells nothing else. Its
// methods return [ErrUnsupported] and send nothing.
type Unasked struct{}

// Answer implements [Portal].
func (Unasked) Answer(context.Context, Request) (response []byte, known bool, err error) {
	return nil, false, ErrUnsupported
}

// Look implements [Portal].
func (Unasked) Look(context.Context, capability.HostID) (Device, error) {
	return Device{}, ErrUnsupported
}

// Remove implements [Portal].
func (Unasked) Remove(context.Context, capability.HostID, []Removal) error { return ErrUnsupported }

// Obsolete implements [Portal].
func (Unasked) Obsolete(context.Context, capability.HostID) error { return ErrUnsupported }

// Target says where requests go. It holds no secret.
type Target struct {
	Name    string // in the configuration; empty: there is only one
	Kind    Kind
	Address string // an URL, or the path of a folder
}

func (t Target) String() string {
	if t.Name == "" {
		return t.Address
	}
	return fmt.Sprintf("%s (%s)", t.Name, t.Address)
}

// Kind is a way to reach a portal.
type Kind string

// The kinds.
const (
	FNO           Kind = "fno"
	DeviceService Kind = "deviceservice"
	Folder        Kind = "folder"
)

// Removal is a number of units to take away from a device.
type Removal struct {
	ActivationID capability.ActivationID
	Quantity     int // units taken away; 0: all that remain
}

// Device is what a portal says about a device. All of it is the portal's word,
// untrusted text.
type Device struct {
	Host        capability.HostID
	Licenses    []capability.PortalLicense
	LastRequest time.Time // when its last request came, by the portal's clock; zero: not told
	LastSync    time.Time // when it last showed what it has loaded; zero: not told
	Obsolete    bool
	Response    []byte // that is stored for the device; nil: none, or not told
}

// AnswerOf finds the response to a request in what a portal says about the device
// that made it. It is the Answer of a portal that can be looked into.
func AnswerOf(ctx context.Context, p Portal, q Request) (response []byte, known bool, err error) {
	if q.Host == nil || q.Answers == nil {
		return nil, false, nil
	}
	device, err := p.Look(ctx, *q.Host)
	switch {
	case errors.Is(err, ErrUnknownDevice):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	}
	return device.Response, len(device.Response) > 0 && q.Answers(device.Response), nil
}

// License is what the portal says about one activation ID; false: nothing.
func (d Device) License(id capability.ActivationID) (capability.PortalLicense, bool) {
	for _, l := range d.Licenses {
		if l.ActivationID == id {
			return l, true
		}
	}
	return capability.PortalLicense{}, false
}

// Checkup is the outcome for one part of a portal that was checked.
type Checkup struct {
	Part Part
	Text string // what was found; untrusted
	Err  error  // why it can't be used; nil: it is right
}

// Part is a part of what a portal needs to be of use.
type Part string

// The parts, in the order in which they are checked.
const (
	PartAddress     Part = "address"
	PartCertificate Part = "certificate"
	PartLogin       Part = "login"
	PartRights      Part = "rights"
	PartClock       Part = "clock"
)

// The errors of a portal; see [Portal].
var (
	ErrNotSent       = errors.New("nothing was sent to the portal")
	ErrUnsupported   = errors.New("this portal can't be asked for that by program")
	ErrUnknownDevice = errors.New("the portal knows no such device")
	ErrPending       = errors.New("the request is on its way to the portal, and the response comes later")
)

// What keeps a portal from being of use until somebody repairs it. Each comes with
// an [ErrNotSent] or in a *[Refused], for the portal has done nothing.
var (
	ErrLogin       = errors.New("the portal does not accept the login")
	ErrRights      = errors.New("the portal's user has no right to do that")
	ErrCertificate = errors.New("the portal's certificate can't be trusted")
	ErrElsewhere   = errors.New("the portal sends to another address")
	ErrNotWhole    = errors.New("what arrived at the portal is no whole request")
)

// What a portal can say that is not an answer. Each leaves open what it did.
var (
	ErrPartly      = errors.New("the portal did only a part of it")
	ErrOtherDevice = errors.New("the portal's answer is about another device")
	ErrUnreadable  = errors.New("the portal's answer can't be read")     // it has not the form that it should have
	ErrNotAPortal  = errors.New("what answered is not the portal")       // a page for people, of a proxy or of a login
	ErrCutOff      = errors.New("the portal's answer was cut off")       //
	ErrTooLong     = errors.New("the portal's answer is too long")       // more than [MaxAnswer]
	ErrOverloaded  = errors.New("the portal can't answer now")           // 429, 502, 503, 504
	ErrFault       = errors.New("the portal reports a fault of its own") // a fault, or another status of a failing server
)

// Refused is the portal's no.
type Refused struct {
	Code string // as 20022; empty: none was given
	Text string // the portal's words, untrusted; may be empty
	Err  error  // what it means, where that is known; may be nil
}

func (r *Refused) Error() string {
	text := "the portal refused"
	if r.Err != nil {
		text = r.Err.Error()
	}
	if r.Code != "" {
		text += " (" + capability.Printable(r.Code) + ")"
	}
	if r.Text != "" {
		text += ": " + capability.Printable(r.Text)
	}
	return text
}

// Settles reports whether the portal refused the request itself, and not the
// login, the rights, the address or a request that was cut off on its way. Once
// one of those is repaired, the portal may take the very same request.
func (r *Refused) Settles() bool {
	for _, mends := range []error{ErrLogin, ErrRights, ErrElsewhere, ErrNotWhole} {
		if errors.Is(r.Err, mends) {
			return false
		}
	}
	return true
}

// StateAfter is what the error of a method that changes something says about what was
// sent; see [Portal].
func StateAfter(err error) capability.ExchangeState {
	no, refused := errors.AsType[*Refused](err)
	switch {
	case refused && no.Settles():
		return capability.ExchangeRefused
	case errors.Is(err, ErrPending):
		return capability.ExchangePending
	case refused, errors.Is(err, ErrNotSent), errors.Is(err, ErrUnsupported):
		return capability.ExchangeNotSent
	default:
		return capability.ExchangeUncertain
	}
}

// Unwrap gives what the refusal means.
func (r *Refused) Unwrap() error { return r.Err }

// RetryError says when a portal that can't answer now wants to be asked again.
type RetryError struct {
	After time.Duration // 0: it doesn't say
	Err   error         // an [ErrOverloaded] or [ErrNotSent]
}

func (e *RetryError) Error() string { return e.Err.Error() }

// Unwrap gives the error.
func (e *RetryError) Unwrap() error { return e.Err }
