package smp

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
)

const loadWhat = "load the response"

// LoadResponse carries a response to the device and has it processed. Like
// MakeRequest it asks, before it repeats, whether a command without an answer
// was carried out.
func (c *Client) LoadResponse(ctx context.Context, response []byte, report capability.Report) (capability.Mark, error) {
	if len(response) == 0 || len(response) > MaxFile {
		return capability.Mark{}, fmt.Errorf("%s: %w", loadWhat, &capability.Refusal{
			Code: capability.FileTooLarge, Said: fmt.Sprintf("a response of %d bytes, 1 to %d are possible", len(response), MaxFile),
		})
	}
	c.dials = 0
	for sent := false; ; sent = true {
		cuts := c.cuts
		switch err := c.send(ctx, ResponseFile, response, report); {
		case err != nil && !sent:
			return capability.Mark{}, unsent("send the response", err)
		case err != nil:
			return capability.Mark{}, definite("send the response", err)
		}
		mark, err := c.load(ctx, capability.DigestOf(response), len(response), report)
		if c.cuts == cuts || !errors.Is(err, &capability.Refusal{Code: capability.FileDamaged}) {
			return mark, definite(loadWhat, err)
		} // the device started anew and lost the file
	}
}

// load sends the command until its outcome is known.
func (c *Client) load(ctx context.Context, digest capability.Digest, size int, report capability.Report) (mark capability.Mark, err error) {
	report.Tell("load response", 0, 0)
	args := madeWire{Name: ResponseFile, Len: uint64(size), SHA256: digest[:]}
	hasLoaded := func(ctx context.Context) (loaded bool, err error) {
		mark, loaded, err = c.hasLoaded(ctx, digest)
		return loaded, err
	}
	var failed error
	for try := range c.options.Tries {
		var answer loadAnswer
		failed = c.once(ctx, c.licensing(opWrite, idLoad, args), &answer, hasLoaded)
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
