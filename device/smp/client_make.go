package smp

import (
	"context"
	"errors"

	"handback/capability"
)

// MakeRequest has the device make a request. The command that makes it is
// never repeated blindly: when its answer is lost, the status tells whether
// the request was made.
func (c *Client) MakeRequest(ctx context.Context, lines []capability.Line, report capability.Report) (capability.Made, error) {
	const what = "make a request"
	before, err := c.LastMade(ctx)
	if err != nil {
		return capability.Made{}, unsent(what, err)
	}
	m := &making{c: c, lines: toLines(lines), before: before, report: report}
	var made capability.Made
	for range c.options.Tries {
		made, err = m.try(ctx)
		if !errors.Is(err, ErrNoAnswer) && !errors.Is(err, errSame) || !m.sent {
			break
		}
	}
	if err != nil && !m.sent {
		return capability.Made{}, unsent(what, err)
	}
	return made, definite(what, err)
}

// errSame says that the request made last is still the one from before, though
// the device was busy and is no more.
var errSame = errors.New("the device made no other request than before")

// making is a request that is being made.
type making struct {
	c      *Client
	lines  []lineWire
	before *capability.Made // what was made last before the command
	report capability.Report
	sent   bool // the command was, not only parts of the order
	same   bool // the device was busy once, and made no other request
}

// try tells the device the order, and finds out what came of it.
func (m *making) try(ctx context.Context) (capability.Made, error) {
	last, err := m.order(ctx)
	if err != nil {
		return capability.Made{}, err
	}
	m.sent = true
	var answer madeWire
	var seen Status
	err = m.c.once(ctx, m.c.licensing(opWrite, idMake, last), &answer, func(ctx context.Context) (bool, error) {
		var err error
		if seen, err = m.c.status(ctx); errors.Is(err, RCNotSupported) {
			return false, nil
		}
		return seen.State == StateBusy || isNew(seen.Made, m.before), err
	})
	switch {
	case err == nil:
		return answer.made("make", "")
	case errors.Is(err, errCame) && seen.State != StateBusy:
		return *seen.Made, nil
	case errors.Is(err, errCame), errors.Is(err, busy()):
		return m.await(ctx)
	default:
		return capability.Made{}, err
	}
}

// await waits until the device is no longer busy. Then there is another
// request than before, or the device says why not. Where neither is so it may
// have been busy with something else, and is told once more; after that it
// made the same request again.
func (m *making) await(ctx context.Context) (capability.Made, error) {
	status, err := m.c.awaitIdle(ctx, "make request", m.report)
	switch {
	case err != nil:
		return capability.Made{}, err
	case isNew(status.Made, m.before):
		return *status.Made, nil
	case status.Error != 0:
		return capability.Made{}, &capability.Refusal{Code: status.Error}
	case status.Made == nil:
		return capability.Made{}, busy()
	case !m.same:
		m.same = true
		return capability.Made{}, errSame
	default:
		return *status.Made, nil
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
