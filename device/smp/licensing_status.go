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
		select {
		case <-time.After(c.options.Poll):
		case <-ctx.Done():
			return status, ctx.Err()
		}
	}
}

// errCame says that a command's answer was lost, and that the device, when it
// was asked, told what came of it.
var errCame = errors.New("the device was asked what came of the command")

// came asks a device, with questions alone, what came of a command without an
// answer. It reports whether that is known now.
type came func(ctx context.Context) (known bool, err error)

// once sends a command that must not be repeated blindly. Until its time is
// over nothing but questions follow: a device may answer them, and even say
// that it is idle, while it works on the command. It fails with errCame when
// they tell what came of it, and with [ErrNoAnswer] when nothing does.
func (c *Client) once(ctx context.Context, cmd command, answer any, ask came) error {
	s := c.talk()
	f := s.flights()
	f.once = c.options.Command
	defer f.clear()
	end := time.Now().Add(c.options.Command)
	err := f.launch(ctx, cmd, 0, 0)
	for err == nil || errors.Is(err, errOpen) {
		var x *flight
		if x, err = f.next(ctx); x != nil {
			return s.read(*x.answer, answer)
		}
		if errors.Is(err, errOpen) {
			err = c.whatCame(ctx, ask)
			f.heard = time.Now()
		}
		if c.talk() != s {
			break
		}
	}
	switch {
	case errors.Is(err, wire.ErrEnded):
		err = c.redial(ctx, s, err)
	case errors.Is(err, ErrNoAnswer): // its time is over: asked for the last time
		if known := c.whatCame(ctx, ask); known != nil {
			return known
		}
	}
	if err != nil || c.talk() == s {
		return err
	}
	return c.outlast(ctx, end, ask)
}

// outlast asks what came of a command, on a line that was opened anew since it
// was sent, until its time is over.
func (c *Client) outlast(ctx context.Context, end time.Time, ask came) error {
	for {
		if err := c.whatCame(ctx, ask); err != nil {
			return err
		}
		if time.Now().After(end) {
			return ErrNoAnswer
		}
		select {
		case <-time.After(c.options.Poll):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// whatCame is errCame when the device tells what came of the command. A
// question that stays without an answer tells nothing.
func (c *Client) whatCame(ctx context.Context, ask came) error {
	known, err := ask(ctx)
	switch {
	case known:
		return errCame
	case errors.Is(err, ErrNoAnswer):
		return nil
	default:
		return err
	}
}
