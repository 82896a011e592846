package smp

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"handback/capability"
	"handback/device/wire"
)

// Why there is nobody to talk to about licenses.
var (
	// ErrNotSMP says that not even the first question was answered.
	ErrNotSMP = errors.New("nothing on the line speaks SMP")

	// ErrNoLicensing says that a device speaks SMP but has no licensing group
	// of the configured number.
	ErrNoLicensing = errors.New("the device has no licensing commands")
)

// Client is a device on the other end of a line. It implements
// [capability.Device].
type Client struct {
	options Options
	pace    *pace
	peer    capability.Identity // who answered first; its host and serial number are compared later
	dials   int                 // in this act
	cuts    int                 // how often the line was opened anew, ever

	mu      sync.Mutex // guards what follows
	session *session
	closing chan struct{} // closed by Close
	dialing sync.Mutex    // held while a line is opened anew
}

var _ capability.Device = (*Client)(nil)

// Connect takes over a line and finds out who is there, with packets of one
// line only, so that nothing is done to a device that doesn't speak SMP. It
// closes the line if it fails: with [ErrNotSMP], [ErrNoLicensing], or what the
// line or the device said.
func Connect(ctx context.Context, conn Conn, o Options) (*Client, error) {
	o = o.filled()
	p := o.pace()
	c := &Client{options: o, pace: p, session: newSession(conn, o, p), closing: make(chan struct{})}
	info, err := c.session.greet(ctx)
	if err == nil {
		c.peer, err = info.identity()
	}
	if err == nil {
		err = c.session.hasten(ctx, info.Framing)
	}
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// talk is the session on the line as it is now.
func (c *Client) talk() *session {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.session
}

// ask sends a command that may be repeated without harm, on a line that may
// have to be opened anew, and reads the answer.
func (c *Client) ask(ctx context.Context, cmd command, answer any) error {
	for {
		s := c.talk()
		err := s.ask(ctx, cmd, answer)
		if !errors.Is(err, wire.ErrEnded) {
			return err
		}
		if err := c.redial(ctx, s, err); err != nil {
			return err
		}
	}
}

// Identify asks who is there.
func (c *Client) Identify(ctx context.Context) (capability.Identity, error) {
	c.dials = 0
	return c.identify(ctx)
}

func (c *Client) identify(ctx context.Context) (capability.Identity, error) {
	var answer infoWire
	if err := c.ask(ctx, c.licensing(opRead, idInfo, none{}), &answer); err != nil {
		return capability.Identity{}, fmt.Errorf("ask for the identity: %w", err)
	}
	return answer.identity()
}

// licensing is a command of the licensing group.
func (c *Client) licensing(op, id uint8, args any) command {
	return command{op: op, group: c.options.Group, id: id, args: args}
}

// Close frees the line, also while an act waits for it to come back. It may be
// called twice.
func (c *Client) Close() error {
	c.mu.Lock()
	select {
	case <-c.closing:
	default:
		close(c.closing)
	}
	s := c.session
	c.mu.Unlock()
	err := s.link.line.Close()
	c.dialing.Lock() // until a dialing that was under way has ended
	defer c.dialing.Unlock()
	return err
}
