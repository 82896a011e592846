package console

import (
	"context"
	"errors"
	"sync"

	"handback/capability"
	"handback/device/console/profile"
	"handback/device/wire"
)

const maxRedials = 8 // in one act

// Client is a device on the other end of a line, reached through its console.
// It implements [capability.Device].
type Client struct {
	profile *profile.Profile
	options Options
	who     capability.Identity // as it was when the line was opened

	session *session // of the goroutine that acts

	mu     sync.Mutex // guards what follows, for Close
	line   *session
	closed bool
	stop   context.CancelFunc // ends an act
}

var _ capability.Device = (*Client)(nil)

// Connect takes over a line, gets to the shell on its other end, and asks who
// is there. It closes the line if it fails: with [ErrNoConsole],
// [ErrBootLoader], [ErrLogin], [ErrNewPassword], [ErrNobody], or what the line
// or the device said.
func Connect(ctx context.Context, conn Conn, p *profile.Profile, o Options) (*Client, error) {
	c := newClient(conn, p, o)
	if _, err := c.Identify(ctx); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func newClient(conn Conn, p *profile.Profile, o Options) *Client {
	o = o.filled()
	s := newSession(conn, p, o)
	return &Client{profile: p, options: o, session: s, line: s}
}

// Close gives the console back as it was found, and frees the line. It may be
// called twice, and ends an act.
func (c *Client) Close() error {
	c.mu.Lock()
	line, acting, before := c.line, c.stop, c.closed
	c.closed = true
	c.mu.Unlock()
	if acting != nil {
		acting() // whoever acts can't leave politely
	} else if !before {
		line.leave()
	}
	return line.link.line.Close()
}

// act does something over the line. When the line ends meanwhile it asks for
// another, and does it again there: do must know what it may repeat.
func (c *Client) act(ctx context.Context, do func(ctx context.Context) error) error {
	ctx, end, err := c.begin(ctx)
	if err != nil {
		return err
	}
	defer end()
	for redials := 0; ; redials++ {
		err := do(ctx)
		if !errors.Is(err, wire.ErrEnded) || c.options.Redial == nil || redials == maxRedials {
			return err
		}
		if err := c.redial(ctx); err != nil {
			return err
		}
	}
}

// begin opens an act, which Close can end.
func (c *Client) begin(ctx context.Context) (context.Context, func(), error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return nil, nil, errClosed
	}
	ctx, cancel := context.WithCancel(ctx)
	c.stop = cancel
	return ctx, func() {
		cancel()
		c.mu.Lock()
		defer c.mu.Unlock()
		c.stop = nil
	}, nil
}

var errClosed = errors.New("the connection to the device was closed")

// redial asks for another line and takes it over.
func (c *Client) redial(ctx context.Context) error {
	_ = c.session.link.line.Fail(wire.ErrEnded) // it ended already, and frees its port now
	conn, err := c.options.Redial(ctx)
	if err != nil {
		return err
	}
	s := newSession(conn, c.profile, c.options)
	s.masker, s.trace = c.session.masker, c.session.trace
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return errors.Join(errClosed, s.link.line.Close())
	}
	c.session, c.line = s, s
	return nil
}
