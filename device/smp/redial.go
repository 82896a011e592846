package smp

import (
	"context"
	"errors"
	"fmt"
	"net"

	"handback/capability"
	"handback/device/wire"
)

// ErrOtherDevice says that another device than before answers on the line. Only
// its identity was asked for.
var ErrOtherDevice = errors.New("another device answers on the line")

// maxDials bounds how often an act opens its line again or asks again whether
// somebody is there.
const maxDials = 8

// redial opens the line again after that of s ended for the reason cause, and makes
// sure that the same device answers. It returns nil when the act can go on.
func (c *Client) redial(ctx context.Context, s *session, cause error) error {
	switch {
	case c.options.Redial == nil:
		return cause
	case c.current() != s:
		return nil // it was opened again already
	}
	c.dialing.Lock()
	defer c.dialing.Unlock()
	ctx, stop := c.untilClosed(ctx)
	defer stop()
	err := cause
	for errors.Is(err, wire.ErrEnded) || errors.Is(err, ErrNotSMP) {
		if c.dials++; c.dials > maxDials {
			return fmt.Errorf("%w (and opening it anew did not help)", err)
		}
		if errors.Is(err, wire.ErrEnded) {
			err = c.dial(ctx)
		}
		if err == nil || errors.Is(err, ErrNotSMP) {
			err = c.greetAgain(ctx)
		}
	}
	if err == nil {
		c.cuts++
	}
	return err
}

// untilClosed is ctx, ended by Close as well.
func (c *Client) untilClosed(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(c.closed, cancel)
	return ctx, func() {
		stop()
		cancel()
	}
}

// dial closes the line that ended and opens another.
func (c *Client) dial(ctx context.Context) error {
	_ = c.current().link.line.Fail(wire.ErrEnded) // it ended already, and frees its port now
	conn, err := c.options.Redial(ctx)
	if err != nil {
		return c.orClosed(fmt.Errorf("open the line anew: %w", err))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed.Err() != nil {
		return errors.Join(net.ErrClosed, conn.Close())
	}
	next := newSession(conn, c.options, c.flow)
	next.left = c.session.left || c.session.framing == cobs // it may wait for the rest of a frame
	c.session = next
	return nil
}

// orClosed is err, unless it comes from Close.
func (c *Client) orClosed(err error) error {
	if c.closed.Err() != nil {
		return net.ErrClosed
	}
	return err
}

// greetAgain finds out whether it is still the same device. It closes the line to
// another one.
func (c *Client) greetAgain(ctx context.Context) error {
	s := c.current()
	id, err := s.greet(ctx)
	if err != nil {
		return c.orClosed(err)
	}
	if id.Host != c.peer.Host || id.Serial != c.peer.Serial {
		_ = s.link.line.Fail(ErrOtherDevice) // the next act may find the right one
		return fmt.Errorf("%w: %s %s", ErrOtherDevice, capability.Printable(id.Model), capability.Printable(id.Serial))
	}
	return c.orClosed(s.enterCOBS(ctx))
}
