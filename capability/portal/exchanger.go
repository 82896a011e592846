package portal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handback/capability"

	"github.com/cenkalti/backoff/v5"
)

// Request is a capability request for a portal.
type Request struct {
	File capability.ArtifactKind // what it is; empty: not known
	Data []byte                  // as the device made it, at most [MaxRequest]

	// Host is the device, to ask the portal about it; nil: not known.
	Host *capability.HostID

	// Answers reports whether a response is the one to this request. It is nil
	// where nobody here can read the messages.
	Answers func(response []byte) bool

	// Ask asks the portal before the request is sent for the first time: somebody may
	// have given it to the portal by other means.
	Ask bool

	// Again sends a request that the portal refused before, or that was sent
	// [capability.MaxExchangeTimes] times: a person looked in the portal, and says so.
	Again bool
}

// Result is what happened to an exchange.
type Result struct {
	Response []byte // of no bytes: the portal took the request and issued none
	Asked    bool   // it was not sent now: the portal had it and gave its response when it was asked
}

// The errors of an exchange beside those of the portal.
var (
	// ErrUncertain says that the request may have reached the portal and that
	// nobody could find out. It wraps why.
	ErrUncertain = errors.New("it is not known whether the request reached the portal")

	// ErrTooOften says that the request may have reached the portal [capability.MaxExchangeTimes]
	// times and was never answered: a person has to look in the portal.
	ErrTooOften = errors.New("the request was sent several times and never answered")

	// ErrWrongResponse says that the portal gave a response that is for another
	// device, answers another request, or is older than what the device has. It was
	// not kept.
	ErrWrongResponse = errors.New("the portal's response is not the one to this request")

	// ErrRefusedBefore says that the portal refused this very request before. It
	// comes with a *[Refused].
	ErrRefusedBefore = errors.New("the portal refused this request before")
)

// Exchanger gives requests to a portal, one at a time.
//
// That a request is about to leave is noted before it leaves, and what happened to
// it afterwards. When nobody knows whether it arrived, because the line was cut
// or the laptop went off, the portal is asked before anything is sent again.
// Where it can't be asked, or doesn't tell, the very same bytes are sent again:
// a portal gives the same request the same response. That happens [capability.MaxExchangeTimes]
// times at most, over all runs.
type Exchanger struct {
	portal Portal
	pauses func() backoff.BackOff
	turn   chan struct{}
}

// NewExchanger makes an exchanger for a portal. The exchanger has the portal for
// itself: its users go through it.
func NewExchanger(p Portal) *Exchanger {
	return &Exchanger{portal: p, turn: make(chan struct{}, 1), pauses: func() backoff.BackOff {
		return &backoff.ExponentialBackOff{
			InitialInterval: time.Second, RandomizationFactor: 0.5, Multiplier: 2, MaxInterval: 20 * time.Second,
		}
	}}
}

// Target says where the requests go.
func (x *Exchanger) Target() Target { return x.portal.Target() }

// Name is the portal as facts and records name it: where the requests go, fit to be
// shown.
func (x *Exchanger) Name() string { return capability.Printable(x.Target().String()) }

// Look asks the portal what it knows about a device; see [Portal].
func (x *Exchanger) Look(ctx context.Context, host capability.HostID) (device Device, err error) {
	err = x.With(ctx, func(p Portal) error {
		device, err = p.Look(ctx, host)
		return err
	})
	return device, err
}

// With calls do with the portal while no other call uses it.
func (x *Exchanger) With(ctx context.Context, do func(Portal) error) error {
	select {
	case x.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-x.turn }()
	return do(x.portal)
}

// maxPause bounds how long a portal can ask a program to wait.
const maxPause = 2 * time.Minute

// Exchange gives a request to the portal and returns its response, which is
// durable by then: see [Journal]. The error is a *[Refused], an [ErrNotSent], an
// [ErrPending], an [ErrUncertain], an [ErrTooOften], one of the journal, or
// ctx.Err(); with the last the journal tells where the exchange stands.
func (x *Exchanger) Exchange(ctx context.Context, q Request, j Journal, report capability.Report) (Result, error) {
	if len(q.Data) == 0 || len(q.Data) > MaxRequest {
		return Result{}, fmt.Errorf("%w: a request has 1 to %d bytes, not %d", ErrNotSent, MaxRequest, len(q.Data))
	}
	var result Result
	err := x.With(ctx, func(p Portal) error {
		e := exchange{portal: p, q: q, journal: j, report: report}
		e.record = capability.Exchange{File: q.File, Key: KeyOf(p.Target(), q.Data), Request: capability.DigestOf(q.Data), Portal: x.Name()}
		var err error
		result, err = e.run(ctx, x.pauses())
		return err
	})
	return result, err
}

// exchange carries out one Exchange.
type exchange struct {
	portal  Portal
	q       Request
	journal Journal
	report  capability.Report
	record  capability.Exchange // as it was noted last
}

// run tries until something is known. What the portal or the line did not let
// through is tried again after a pause, a few times.
func (e *exchange) run(ctx context.Context, pauses backoff.BackOff) (Result, error) {
	if last, known := e.journal.Last(e.record.Key); known {
		e.record.State, e.record.Times = last.State, last.Times
		switch {
		case e.q.Again, last.State == capability.ExchangeAnswered: // and the response is lost
			e.record.Times = 0
		case last.State == capability.ExchangeRefused:
			return Result{}, errors.Join(ErrRefusedBefore, &Refused{Code: last.Code, Text: last.Text})
		}
	}
	return backoff.Retry(ctx, func() (Result, error) {
		result, err := e.try(ctx)
		if err != nil && !worthAnotherTry(err) {
			return result, backoff.Permanent(err)
		}
		if wait, asked := errors.AsType[*RetryError](err); asked && wait.After > 0 {
			return result, &pauseError{&backoff.RetryAfterError{Duration: min(wait.After, maxPause)}, err}
		}
		return result, err
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(capability.MaxExchangeTimes), backoff.WithMaxElapsedTime(0))
}

// pauseError asks for a pause of a length, and stays the error that it was.
type pauseError struct {
	*backoff.RetryAfterError
	err error
}

func (e *pauseError) Error() string   { return e.err.Error() }
func (e *pauseError) Unwrap() []error { return []error{e.RetryAfterError, e.err} }

// worthAnotherTry reports whether the same may go well in a moment: nothing was
// sent for a reason that passes, or the answer was lost.
func worthAnotherTry(err error) bool {
	for _, lasting := range []error{
		ErrLogin, ErrRights, ErrCertificate, ErrElsewhere, ErrUnsupported, ErrTooOften, ErrPending, ErrWrongResponse, ErrOtherDevice, ErrUnreadable, ErrNotAPortal, ErrTooLong,
		context.Canceled, errJournal,
	} {
		if errors.Is(err, lasting) {
			return false
		}
	}
	_, refused := errors.AsType[*Refused](err)
	_, passes := errors.AsType[*RetryError](err)
	return !refused && (passes || !errors.Is(err, ErrNotSent))
}

// errJournal marks the errors of the journal: without it nothing may be sent.
var errJournal = errors.New("the exchange can't be noted")

// try asks where that is due, and else sends the request once.
func (e *exchange) try(ctx context.Context) (Result, error) {
	if e.record.State.Open() || e.record.State == capability.ExchangePending || e.q.Ask && e.record.State == "" {
		response, known, err := e.ask(ctx)
		switch {
		case err != nil:
			return Result{}, fmt.Errorf("%w: %w", ErrUncertain, err)
		case known:
			return e.answered(ctx, Result{Response: response, Asked: true})
		case e.record.State == capability.ExchangePending && !e.q.Again:
			return Result{}, ErrPending
		case e.record.Times >= capability.MaxExchangeTimes:
			return Result{}, ErrTooOften
		}
	}
	before := e.record
	if err := e.note(ctx, capability.ExchangeSending, e.record.Times+1); err != nil {
		return Result{}, err
	}
	e.report.Tell("sending to the portal", 0, 0)
	response, err := e.portal.Exchange(ctx, e.q, e.report)
	if err == nil {
		return e.answered(ctx, Result{Response: response})
	}
	state, times := StateAfter(err), e.record.Times
	switch state {
	case capability.ExchangeRefused:
		no, _ := errors.AsType[*Refused](err)
		e.record.Code, e.record.Text = capability.Printable(no.Code), capability.Printable(no.Text)
	case capability.ExchangePending:
	case capability.ExchangeNotSent:
		e.record.Text, times = capability.Printable(err.Error()), before.Times
		if before.State.Open() { // an earlier try may have arrived
			state = capability.ExchangeUncertain
		}
	default:
		e.record.Text = capability.Printable(err.Error())
		err = fmt.Errorf("%w: %w", ErrUncertain, err)
	}
	return Result{}, errors.Join(err, e.note(context.WithoutCancel(ctx), state, times))
}

// ask finds out whether the portal has answered the request. It tells nothing where
// the portal can't be asked, or the answer can't be told from another one.
func (e *exchange) ask(ctx context.Context) (response []byte, known bool, err error) {
	e.report.Tell("asking the portal", 0, 0)
	response, known, err = e.portal.Answer(ctx, e.q)
	if errors.Is(err, ErrUnsupported) {
		return nil, false, nil
	}
	return response, known, err
}

func (e *exchange) answered(ctx context.Context, result Result) (Result, error) {
	if len(result.Response) > 0 && e.q.Answers != nil && !e.q.Answers(result.Response) {
		e.record.Text = ErrWrongResponse.Error()
		return Result{}, errors.Join(fmt.Errorf("%w: %w", ErrUncertain, ErrWrongResponse), e.note(context.WithoutCancel(ctx), capability.ExchangeUncertain, e.record.Times))
	}
	if len(result.Response) > MaxResponse {
		return Result{}, errors.Join(fmt.Errorf("%w: its response has %d bytes, more than %d", ErrUncertain, len(result.Response), MaxResponse), ErrTooLong)
	}
	e.record.Response, e.record.Code, e.record.Text = capability.Digest{}, "", ""
	if len(result.Response) > 0 {
		e.record.Response = capability.DigestOf(result.Response)
	}
	e.record.State = capability.ExchangeAnswered
	if err := e.journal.Note(context.WithoutCancel(ctx), e.record, result.Response); err != nil {
		return Result{}, fmt.Errorf("%w: %w", errJournal, err)
	}
	return result, nil
}

func (e *exchange) note(ctx context.Context, state capability.ExchangeState, times int) error {
	e.record.State, e.record.Times = state, times
	if err := e.journal.Note(ctx, e.record, nil); err != nil {
		return fmt.Errorf("%w: %w", errJournal, err)
	}
	return nil
}
