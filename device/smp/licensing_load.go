package smp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handback/capability"
	"handback/device/station"
	"handback/device/wire"
)

const loadWhat = "load the response"

// LoadResponse carries a response to the device and has it processed. Like
// MakeRequest it asks, before it repeats, whether a command without an answer
// was carried out.
func (c *Client) LoadResponse(ctx context.Context, response []byte, report capability.Report) (capability.Mark, error) {
	if len(response) == 0 || len(response) > station.MaxFile {
		return capability.Mark{}, fmt.Errorf("%s: %w", loadWhat, &capability.Refusal{
			Code: capability.FileTooLarge, Said: fmt.Sprintf("a response of %d bytes, 1 to %d are possible", len(response), station.MaxFile),
		})
	}
	c.dials = 0
	for sent := false; ; sent = true {
		cuts := c.cuts
		switch err := c.send(ctx, station.ResponseFile, response, report); {
		case err != nil && !sent:
			return capability.Mark{}, unsent("send the response", err)
		case err != nil:
			return capability.Mark{}, definite("send the response", err)
		}
		mark, err := c.load(ctx, capability.DigestOf(response), len(response), report)
		if c.cuts == cuts || !errors.Is(err, &capability.Refusal{Code: capability.FileDamaged}) {
			return mark, definite(loadWhat, err)
		} // the device started again and lost the file
	}
}

// load sends the command until its outcome is known.
func (c *Client) load(ctx context.Context, digest capability.Digest, size int, report capability.Report) (mark capability.Mark, err error) {
	report.Tell("load response", 0, 0)
	args := madeWire{Name: station.ResponseFile, Len: uint64(size), SHA256: digest[:]}
	hasLoaded := func(ctx context.Context) (loaded bool, err error) {
		mark, loaded, err = c.hasLoaded(ctx, digest)
		return loaded, err
	}
	var failed error
	for try := range c.options.Tries {
		var answer loadAnswer
		failed = c.once(ctx, c.options.licensing(opWrite, idLoad, args), &answer, hasLoaded)
		switch {
		case failed == nil && answer.Seq == nil:
			return mark, wrong("load", "seq", nil, "the sequence number of the response")
		case failed == nil:
			return capability.Mark{Seq: *answer.Seq, SHA256: digest}, nil
		case errors.Is(failed, errResolved):
			return mark, nil
		case errors.Is(failed, busy()):
			return c.awaitLoaded(ctx, digest, report)
		case try == 0 && !errors.Is(failed, ErrNoAnswer):
			return mark, failed
		}
		if !errors.Is(failed, ErrNoAnswer) { // the one before may have been carried out
			if loaded, err := hasLoaded(ctx); err != nil || loaded {
				return mark, err
			}
			return mark, failed
		}
	}
	return mark, failed
}

// awaitLoaded waits until the device is no longer busy; then the response must
// be the last one that it processed.
func (c *Client) awaitLoaded(ctx context.Context, digest capability.Digest, report capability.Report) (capability.Mark, error) {
	status, err := c.awaitIdle(ctx, "load response", report)
	if err != nil {
		return capability.Mark{}, err
	}
	mark, loaded, err := c.hasLoaded(ctx, digest)
	switch {
	case err != nil || loaded:
		return mark, err
	case status.Error != 0:
		return capability.Mark{}, &capability.Refusal{Code: status.Error}
	default:
		return capability.Mark{}, busy()
	}
}

// hasLoaded asks whether the response of this digest was processed last.
func (c *Client) hasLoaded(ctx context.Context, digest capability.Digest) (capability.Mark, bool, error) {
	id, err := c.identify(ctx)
	if err != nil || id.Last == nil || id.Last.SHA256 != digest {
		return capability.Mark{}, false, err
	}
	return *id.Last, true, nil
}

// busyTime is the longest time that a busy device is polled.
const busyTime = 2 * time.Minute

// ErrStillBusy says that a device was busy for longer than a command may take.
var ErrStillBusy = errors.New("the device is still busy")

// busy is the refusal of a device that works on something else.
func busy() error { return &capability.Refusal{Code: capability.Busy} }

func (c *Client) status(ctx context.Context) (station.Status, error) {
	var answer statusWire
	if err := c.ask(ctx, c.options.licensing(opRead, idStatus, none{}), &answer); err != nil {
		return station.Status{}, fmt.Errorf("ask for the status: %w", err)
	}
	return answer.status()
}

// LastMade tells which request the device made last; nil when there is none
// or the device can't tell.
func (c *Client) LastMade(ctx context.Context) (*capability.Made, error) {
	c.dials = 0
	status, err := c.status(ctx)
	if errors.Is(err, RCNotSupported) {
		return nil, nil
	}
	return status.Made, err
}

// awaitIdle polls the status until the device is no longer busy.
func (c *Client) awaitIdle(ctx context.Context, what string, report capability.Report) (station.Status, error) {
	end := time.Now().Add(busyTime)
	for {
		status, err := c.status(ctx)
		if err != nil || status.State != station.StateBusy {
			return status, err
		}
		if report != nil {
			report(capability.Progress{What: what, Done: int64(status.Progress), Total: 100, Until: end})
		}
		if time.Now().After(end) {
			return status, fmt.Errorf("%s: %w after %s", what, ErrStillBusy, busyTime)
		}
		if err := wire.Sleep(ctx, c.options.Poll); err != nil {
			return status, err
		}
	}
}

// errResolved says that the answer to a command was lost, and that the device
// told its outcome when it was asked.
var errResolved = errors.New("the device was asked what came of the command")

// outcomeQuestion asks a device for the outcome of a command that got no answer.
// It changes nothing there, and reports whether the outcome is known now.
type outcomeQuestion func(ctx context.Context) (known bool, err error)

// once sends a command that must not be repeated blindly. Until its time is over
// only questions follow: a device may answer them, and even say that it is idle,
// while it works on the command. It fails with errResolved when they tell the
// outcome, and with [ErrNoAnswer] when nothing does.
func (c *Client) once(ctx context.Context, cmd command, answer any, ask outcomeQuestion) error {
	s := c.current()
	f := s.newInflight()
	f.once = c.options.Command
	defer f.clear()
	end := time.Now().Add(c.options.Command)
	err := f.launch(ctx, cmd, 0, 0)
	for err == nil || errors.Is(err, errOpen) {
		var x *pending
		if x, err = f.next(ctx); x != nil {
			return s.read(*x.answer, answer)
		}
		if errors.Is(err, errOpen) {
			err = c.resolve(ctx, ask)
			f.heard = time.Now()
		}
		if c.current() != s {
			break
		}
	}
	switch {
	case errors.Is(err, wire.ErrEnded):
		err = c.redial(ctx, s, err)
	case errors.Is(err, ErrNoAnswer): // its time is over: asked for the last time
		if known := c.resolve(ctx, ask); known != nil {
			return known
		}
	}
	if err != nil || c.current() == s {
		return err
	}
	return c.pollOutcome(ctx, end, ask)
}

// pollOutcome asks for the outcome of a command until its time is over. The line
// was opened again since the command was sent.
func (c *Client) pollOutcome(ctx context.Context, end time.Time, ask outcomeQuestion) error {
	for {
		if err := c.resolve(ctx, ask); err != nil {
			return err
		}
		if time.Now().After(end) {
			return ErrNoAnswer
		}
		if err := wire.Sleep(ctx, c.options.Poll); err != nil {
			return err
		}
	}
}

// resolve returns errResolved when the device tells the outcome of the command.
// A question without an answer tells nothing.
func (c *Client) resolve(ctx context.Context, ask outcomeQuestion) error {
	known, err := ask(ctx)
	switch {
	case known:
		return errResolved
	case errors.Is(err, ErrNoAnswer):
		return nil
	default:
		return err
	}
}
