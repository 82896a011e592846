package smp

import (
	"context"
	"errors"

	"handback/capability"
)

// Found is what a [Prober] learned of who is on a line.
type Found struct {
	Identity *capability.Identity // nil: no licensing group of the configured number
	System   string               // what the device calls its operating system, untrusted; empty: it doesn't say
	BufSize  int                  // bytes of one message
	BufCount int                  // messages that it can hold; 0: it doesn't tell
	Sent     []byte               // all bytes that were sent for it
}

// Prober asks who is on a line, without a change to anything there: a line
// break, and then packets of one line, each only when the one before it was
// answered.
type Prober struct {
	conn    *tracedConn
	options Options
	session *session
}

// NewProber begins to read a line. What is not SMP goes to the log. The
// options Tries and Wait say how long each question may stay unanswered.
func NewProber(conn Conn, o Options) *Prober {
	o = o.filled()
	traced := &tracedConn{Conn: conn}
	p := &pace{patience: patience{first: o.Wait}}
	return &Prober{conn: traced, options: o, session: newSession(traced, o, p)}
}

// Ask asks at the rate that the line has now, in bits a second; 0: that of
// the options. It fails with [ErrNotSMP] when nobody answers, and may be
// called again, at another rate. Found tells in any case what was sent.
func (p *Prober) Ask(ctx context.Context, baud int) (Found, error) {
	p.conn.sent = nil
	p.session.setBaud(or(baud, p.options.Baud))
	p.session.pace.patience = patience{first: p.options.Wait}
	found, err := p.ask(ctx)
	found.Sent = p.conn.sent
	return found, err
}

func (p *Prober) ask(ctx context.Context) (Found, error) {
	var found Found
	info, err := p.session.greet(ctx)
	if err != nil && !errors.Is(err, ErrNoLicensing) {
		return found, err
	}
	found.BufSize, found.BufCount = p.session.room+reserved, p.session.count
	if errors.Is(err, ErrNoLicensing) {
		found.System = p.session.system
		return found, nil
	}
	id, err := info.identity()
	if err != nil {
		return found, err
	}
	found.Identity = &id
	return found, nil
}

// Close closes the line. It may be called twice.
func (p *Prober) Close() error { return p.session.link.line.Close() }

// tracedConn keeps what is written.
type tracedConn struct {
	Conn
	sent []byte
}

func (c *tracedConn) Write(data []byte) (int, error) {
	n, err := c.Conn.Write(data)
	c.sent = append(c.sent, data[:n]...)
	return n, err
}
