package smp

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/device/station"
	"handback/device/wire"
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

// errSame says that the device is no longer busy, and that the request made last
// is still the one from before.
var errSame = errors.New("the device made no other request than before")

// making is a request that is being made.
type making struct {
	c      *Client
	lines  []lineWire
	before *capability.Made // what was made last before the command
	report capability.Report
	sent   bool // the command was sent, and not only parts of the order
	same   bool // the device was busy once and made no other request
}

// try sends the order, and finds out what the device made of it.
func (m *making) try(ctx context.Context) (capability.Made, error) {
	last, err := m.order(ctx)
	if err != nil {
		return capability.Made{}, err
	}
	m.sent = true
	var answer madeWire
	var seen station.Status
	err = m.c.once(ctx, m.c.options.licensing(opWrite, idMake, last), &answer, func(ctx context.Context) (bool, error) {
		var err error
		if seen, err = m.c.status(ctx); errors.Is(err, RCNotSupported) {
			return false, nil
		}
		return seen.State == station.StateBusy || isNew(seen.Made, m.before), err
	})
	switch {
	case err == nil:
		return answer.made("make", "")
	case errors.Is(err, errResolved) && seen.State != station.StateBusy:
		return *seen.Made, nil
	case errors.Is(err, errResolved), errors.Is(err, busy()):
		return m.await(ctx)
	default:
		return capability.Made{}, err
	}
}

// await waits until the device is no longer busy. Then it has another request than
// before, or says why not. Else it may have been busy with something else, and
// gets the order once more; after that it made the same request again.
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

// mostOrders bounds how often an order is sent because the device made a request
// of a part of it.
const mostOrders = 2

// tooManyLines is the refusal of a device that takes fewer lines in one
// request than there are.
func tooManyLines(lines int) error {
	return &capability.Refusal{Code: capability.TooManyLines, Said: fmt.Sprintf("%d lines are too many for one request", lines)}
}

// order sends all parts of the order but the last, and returns that: it makes the
// request. A request that the device makes of a part counts as made before.
func (m *making) order(ctx context.Context) (makeWire, error) {
	if len(m.lines) > capability.MaxLicenses {
		return makeWire{}, tooManyLines(len(m.lines))
	}
	for told := 0; told < mostOrders; {
		parts, err := m.fitting(ctx)
		if err != nil {
			return makeWire{}, err
		}
		cuts := m.c.cuts
		whole, err := m.tell(ctx, parts)
		switch {
		case m.c.cuts != cuts:
			continue // the device may have forgotten the parts before
		case errors.Is(err, errLong):
			if err := m.c.narrow(ctx); err != nil {
				return makeWire{}, err
			}
			continue
		case err != nil || whole:
			return parts[len(parts)-1], err
		}
		told++
	}
	return makeWire{}, tooManyLines(len(m.lines))
}

// fitting spreads the lines over messages that arrive. It tries with an echo
// whether long ones do, because the command itself is sent once only.
func (m *making) fitting(ctx context.Context) ([]makeWire, error) {
	for {
		parts, err := m.parts()
		if err != nil {
			return nil, err
		}
		body, err := encodeBody(parts[0])
		if err != nil {
			return nil, err
		}
		if err = m.c.tryLength(ctx, headerLen+len(body)); !errors.Is(err, errLong) {
			return parts, err
		}
		if err := m.c.narrow(ctx); err != nil {
			return nil, err
		}
	}
}

// tell sends all parts but the last. It reports false when the device made a
// request of one of them.
func (m *making) tell(ctx context.Context, parts []makeWire) (whole bool, err error) {
	last := len(parts) - 1
	for i := range last {
		taken, err := m.part(ctx, parts[i])
		switch {
		case err != nil:
			return false, err
		case taken == madeOfPart:
			return false, nil
		case taken != parts[i+1].Off:
			return false, tooManyLines(len(m.lines))
		}
	}
	if last == 0 {
		return true, nil
	}
	made, err := m.c.LastMade(ctx)
	whole = !isNew(made, m.before)
	m.before = made
	return whole, err
}

// madeOfPart is the number of lines of a device that took a part for the whole
// order.
const madeOfPart = 0

// part sends a part that is not the last, again while the device is busy. It
// returns the number of lines that the device has then.
func (m *making) part(ctx context.Context, part makeWire) (uint64, error) {
	for range m.c.options.Tries {
		var answer struct {
			partAnswer
			madeWire
		}
		err := m.c.ask(ctx, m.c.options.licensing(opWrite, idMake, part), &answer)
		switch {
		case answer.Name != "":
			return madeOfPart, err
		case !errors.Is(err, busy()):
			return answer.partAnswer.Off, err
		}
		if err := wire.Sleep(ctx, m.c.options.Poll); err != nil {
			return 0, err
		}
		if _, err := m.c.awaitIdle(ctx, "make request", m.report); err != nil && !errors.Is(err, RCNotSupported) {
			return 0, err
		}
	}
	return 0, busy()
}

// parts spreads the lines over as few messages as hold them, one at least.
func (m *making) parts() ([]makeWire, error) {
	empty, err := encodeBody(makeWire{Lines: []lineWire{}, Off: capability.MaxLicenses, More: true})
	if err != nil {
		return nil, err
	}
	room := m.c.current().most() - headerLen - len(empty) - 2 // the head of a longer array has up to 2 bytes more
	part := makeWire{Lines: []lineWire{}}
	var parts []makeWire
	left := room
	for i, line := range m.lines {
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
