package smp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handback/capability"
	"handback/device/wire"
)

// ErrStillBusy says that a device was busy for longer than a command may take.
var ErrStillBusy = errors.New("the device is still busy")

// busy is the refusal of a device that works on something else.
func busy() error { return &capability.Refusal{Code: capability.Busy} }

func (c *Client) status(ctx context.Context) (Status, error) {
	var answer statusWire
	if err := c.ask(ctx, c.licensing(opRead, idStatus, none{}), &answer); err != nil {
		return Status{}, fmt.Errorf("ask for the status: %w", err)
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
func (c *Client) awaitIdle(ctx context.Context, what string, report capability.Report) (Status, error) {
	end := time.Now().Add(c.options.Busy)
	for {
		status, err := c.status(ctx)
		if err != nil || status.State != StateBusy {
			return status, err
		}
		report.Tell(what, int64(status.Progress), 100)
		if time.Now().After(end) {
			return status, fmt.Errorf("%s: %w after %s", what, ErrStillBusy, c.options.Busy)
		}
		if err := wait(ctx, c.options.Poll); err != nil {
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
// was opened anew since the command was sent.
func (c *Client) pollOutcome(ctx context.Context, end time.Time, ask outcomeQuestion) error {
	for {
		if err := c.resolve(ctx, ask); err != nil {
			return err
		}
		if time.Now().After(end) {
			return ErrNoAnswer
		}
		if err := wait(ctx, c.options.Poll); err != nil {
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
