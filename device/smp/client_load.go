package smp

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
)

// LoadResponse carries a response to the device and has it processed. Like
// MakeRequest it asks, before it repeats, whether a command without an answer
// was carried out.
func (c *Client) LoadResponse(ctx context.Context, response []byte, report capability.Report) (capability.Mark, error) {
	if len(response) == 0 || len(response) > MaxFile {
		return capability.Mark{}, fmt.Errorf("a response of %d bytes can't be loaded, 1 to %d are possible", len(response), MaxFile)
	}
	c.dials = 0
	for {
		cuts := c.cuts
		if err := c.send(ctx, ResponseFile, response, report); err != nil {
			return capability.Mark{}, fmt.Errorf("send the response: %w", err)
		}
		mark, err := c.load(ctx, capability.DigestOf(response), len(response), report)
		if c.cuts == cuts || !errors.Is(err, &capability.Refusal{Code: capability.FileDamaged}) {
			return mark, err
		} // the device started anew and lost the file
	}
}

// load sends the command until it is known what came of it.
func (c *Client) load(ctx context.Context, digest capability.Digest, size int, report capability.Report) (capability.Mark, error) {
	report.Tell("load response", 0, 0)
	args := madeWire{Name: ResponseFile, Len: uint64(size), SHA256: digest[:]}
	var failed error
	for try := range c.options.Tries {
		var answer loadAnswer
		failed = c.once(ctx, c.licensing(opWrite, idLoad, args), &answer)
		again := try > 0 && errors.Is(failed, &capability.Refusal{Code: capability.AlreadyLoaded})
		switch {
		case failed == nil && answer.Seq == nil:
			return capability.Mark{}, fmt.Errorf("load the response: %w: no sequence number", ErrAnswer)
		case failed == nil:
			return capability.Mark{Seq: *answer.Seq, SHA256: digest}, nil
		case errors.Is(failed, busy()):
			return c.awaitLoaded(ctx, digest, report)
		case !again && !errors.Is(failed, ErrNoAnswer):
			return capability.Mark{}, fmt.Errorf("load the response: %w", failed)
		}
		mark, loaded, err := c.hasLoaded(ctx, digest)
		if err != nil || loaded {
			return mark, err
		}
		if again {
			break
		}
	}
	return capability.Mark{}, fmt.Errorf("load the response: %w", failed)
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
