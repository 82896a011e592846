package smp

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
)

// ErrTooManyLines says that the device takes only as many lines as fit into
// one message, and that these are more.
var ErrTooManyLines = errors.New("the device does not take so many licenses in one request")

// MakeRequest has the device make a request. The command that makes it is
// never repeated blindly: when its answer is lost, the status tells whether
// the request was made.
func (c *Client) MakeRequest(ctx context.Context, lines []capability.Line, report capability.Report) (capability.Made, error) {
	before, err := c.LastMade(ctx)
	if err != nil {
		return capability.Made{}, err
	}
	parts, err := c.parts(toLines(lines))
	if err != nil {
		return capability.Made{}, err
	}
	for range c.options.Tries {
		var made capability.Made
		made, err = c.makeOnce(ctx, parts)
		switch {
		case errors.Is(err, busy()):
			return c.awaitMade(ctx, before, report)
		case !errors.Is(err, ErrNoAnswer):
			return made, err
		}
		status, asked := c.status(ctx)
		switch {
		case errors.Is(asked, RCNotSupported):
		case asked != nil:
			return capability.Made{}, asked
		case status.State == StateBusy:
			return c.awaitMade(ctx, before, report)
		case isNew(status.Made, before):
			return *status.Made, nil
		}
	}
	return capability.Made{}, err
}

// makeOnce sends the parts; the last one makes the request. A device that was
// unplugged meanwhile may have forgotten the parts before.
func (c *Client) makeOnce(ctx context.Context, parts []makeWire) (capability.Made, error) {
	last := len(parts) - 1
	for i := 0; i < last; i++ {
		cuts := c.cuts
		taken, err := c.makePart(ctx, parts[i])
		switch {
		case c.cuts > cuts && i > 0:
			i = -1
		case err != nil:
			return capability.Made{}, fmt.Errorf("make a request: %w", err)
		case taken != parts[i+1].Off:
			return capability.Made{}, fmt.Errorf("make a request: %w", ErrTooManyLines)
		}
	}
	var answer madeWire
	if err := c.once(ctx, c.licensing(opWrite, idMake, parts[last]), &answer); err != nil {
		return capability.Made{}, fmt.Errorf("make a request: %w", err)
	}
	return answer.made()
}

// makePart sends a part that is not the last, and gives the number of lines
// that the device has by then; 0 when it took the part for the whole.
func (c *Client) makePart(ctx context.Context, part makeWire) (uint64, error) {
	var answer struct {
		partAnswer
		madeWire
	}
	err := c.ask(ctx, c.licensing(opWrite, idMake, part), &answer)
	if answer.Name != "" {
		return 0, err
	}
	return answer.partAnswer.Off, err
}

// parts spreads lines over as few messages as hold them, one at least.
func (c *Client) parts(lines []lineWire) ([]makeWire, error) {
	if len(lines) > capability.MaxLicenses {
		return nil, fmt.Errorf("make a request: %w: %d", ErrTooManyLines, len(lines))
	}
	empty, err := encodeBody(makeWire{Lines: []lineWire{}, Off: capability.MaxLicenses, More: true})
	if err != nil {
		return nil, err
	}
	room := c.talk().room - headerLen - len(empty) - 2 // the head of a longer array has up to 2 bytes more
	part := makeWire{Lines: []lineWire{}}
	var parts []makeWire
	left := room
	for i, line := range lines {
		encoded, err := encodeBody(line)
		if err != nil {
			return nil, err
		}
		if len(encoded) > left && len(part.Lines) > 0 {
			part.More = true
			parts = append(parts, part)
			part, left = makeWire{Off: uint64(i)}, room
		}
		part.Lines = append(part.Lines, line)
		left -= len(encoded)
	}
	return append(parts, part), nil
}

// awaitMade waits until the device is no longer busy; then there must be
// another request than before.
func (c *Client) awaitMade(ctx context.Context, before *capability.Made, report capability.Report) (capability.Made, error) {
	status, err := c.awaitIdle(ctx, "make request", report)
	switch {
	case err != nil:
		return capability.Made{}, err
	case isNew(status.Made, before):
		return *status.Made, nil
	case status.Error != 0:
		return capability.Made{}, &capability.Refusal{Code: status.Error}
	default:
		return capability.Made{}, busy()
	}
}

func isNew(made, before *capability.Made) bool {
	return made != nil && (before == nil || *made != *before)
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
