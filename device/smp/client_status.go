package smp

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handback/capability"
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
