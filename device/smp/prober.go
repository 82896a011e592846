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
}

// Prober asks who is on a line, without a change to anything there: a line
// break, and then packets of one line, each only when the one before it was
// answered.
type Prober struct {
	options Options
	session *session
}

// NewProber begins to read a line. What is not SMP goes to the log. The
// options Tries and Wait say how long each question may stay unanswered.
func NewProber(conn Conn, o Options) *Prober {
	o = o.filled()
	return &Prober{options: o, session: newSession(conn, o, o.pace())}
}

// Ask asks at the rate that the line has now, in bits a second; 0: that of
// the options. It fails with [ErrNotSMP] when nobody answers, and may be
// called again, at another rate.
func (p *Prober) Ask(ctx context.Context, baud int) (Found, error) {
	p.session.setBaud(or(baud, p.options.Baud))
	p.session.pace.patience = patience{first: p.options.Wait}
	info, err := p.session.greet(ctx)
	switch {
	case errors.Is(err, ErrNoLicensing):
		return Found{System: p.session.system}, nil
	case err != nil:
		return Found{}, err
	}
	id, err := info.identity()
	if err != nil {
		return Found{}, err
	}
	return Found{Identity: &id}, nil
}

// Close closes the line. It may be called twice.
func (p *Prober) Close() error { return p.session.link.line.Close() }
