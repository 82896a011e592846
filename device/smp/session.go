package smp

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"handback/capability"
)

const (
	reserved   = 4        // bytes of a device's buffer for the length and the CRC
	leastBuf   = 128      // bytes; no device with a smaller buffer can be served
	usualBuf   = 256      // bytes, of a device that doesn't tell
	mostBuf    = 16 << 10 // bytes; more is never used
	quietWhile = 50 * time.Millisecond
	wakeWhile  = 200 * time.Millisecond // that a login may take to show
	quietLimit = time.Second
)

// session is the dialog on one line, from when it was opened until it ends.
type session struct {
	link    *link
	options Options
	flow    *flowControl
	room    int // bytes of the longest packet that the device takes
	count   int // buffers that the device has; 0: it doesn't tell
	framing framing
	system  string   // what a device without licensing calls itself
	offers  []string // the framings that the device has besides that of the console
	left    bool     // the client left the COBS framing, and the device doesn't know yet
}

func newSession(conn Conn, o Options, flow *flowControl) *session {
	return &session{link: newLink(conn, o), options: o, flow: flow, room: leastBuf - reserved}
}

// most is how many bytes a packet may have.
func (s *session) most() int {
	if lines := s.flow.lines; lines > 0 && s.framing == console {
		return min(s.room, lines*lineBytes-reserved)
	}
	return s.room
}

// command is a request: which one, and its arguments.
type command struct {
	op    uint8
	group uint16
	id    uint8
	args  any
}

// ask sends a command that may be repeated without harm, and reads the answer. It
// reads an error's contents too, because some errors carry an offset.
func (s *session) ask(ctx context.Context, cmd command, answer any) error {
	f := s.newInflight()
	defer f.clear()
	if err := f.launch(ctx, cmd, 0, 0); err != nil {
		return err
	}
	x, err := f.next(ctx)
	if err != nil {
		return err
	}
	if x.clean() {
		s.flow.good()
	}
	return s.read(*x.answer, answer)
}

// read reads the contents of an answer, or returns its error. That of a busy
// device is a refusal.
func (s *session) read(p packet, answer any) error {
	failed := outcomeOf(p, s.options.Group)
	if answer != nil {
		if err := decodeBody(p.Body, answer); err != nil && failed == nil {
			return undecodable(commandName(p.header, s.options.Group), p.Body, answer)
		}
	}
	if p.Group == s.options.Group && errors.Is(failed, RCBusy) {
		return &capability.Refusal{Code: capability.Busy}
	}
	return failed
}

// ErrNoAnswer says that a request was sent as often as allowed and never
// answered. Whether it arrived is unknown.
var ErrNoAnswer = errors.New("the device does not answer")

// wake listens to the line, ends a half line that is left in the device, and
// waits until its console is silent. The line must take the line break before a
// question would be given up.
func (s *session) wake(ctx context.Context) error {
	if err := s.link.quiet(ctx, quietWhile, quietLimit); err != nil {
		return err
	}
	timeout := time.Duration(s.options.Tries) * s.options.Wait
	if _, err := s.link.write(ctx, []byte{'\n'}, timeout); isTimeout(err) {
		return fmt.Errorf("%w: %w", ErrNotSMP, err)
	} else if err != nil {
		return err
	}
	return s.link.quiet(ctx, wakeWhile, quietLimit)
}

// greet finds out who is there, with packets of one line only, so that nothing
// is done to a device that doesn't speak SMP.
func (s *session) greet(ctx context.Context) (capability.Identity, error) {
	if err := s.wake(ctx); err != nil {
		return capability.Identity{}, err
	}
	buf, err := s.params(ctx)
	if err != nil {
		return capability.Identity{}, err
	}
	var info infoWire
	switch err := s.ask(ctx, command{op: opRead, group: s.options.Group, id: idInfo, args: none{}}, &info); {
	case errors.Is(err, RCNotSupported):
		s.system = s.osInfo(ctx)
		return capability.Identity{}, fmt.Errorf("%w in group %d%s", ErrNoLicensing, s.options.Group, calling(s.system))
	case err != nil:
		return capability.Identity{}, fmt.Errorf("ask for the identity: %w", err)
	}
	s.room = buf - reserved
	s.flow.window.open(s.count)
	s.offers = info.Framing
	return info.identity()
}

// enterCOBS switches to the COBS framing where the device offers it and it works.
func (s *session) enterCOBS(ctx context.Context) error {
	if s.flow.noCOBS || !slices.Contains(s.offers, cobsOffer) {
		return nil
	}
	s.framing = cobs
	s.link.fast.Store(true)
	_, err := s.params(ctx)
	return err
}

// leaveCOBS switches back to the console framing.
func (s *session) leaveCOBS() {
	s.framing, s.left = console, true
	s.link.fast.Store(false)
}

// tries is how often a packet is sent to a silent device: more often when it has
// answered before.
func (s *session) tries() int {
	if s.flow.rtt.mean > 0 {
		return 3 * s.options.Tries
	}
	return s.options.Tries
}

// Found is what a [Prober] learned about the device on a line.
type Found struct {
	Identity *capability.Identity // nil: no licensing group of the configured number
	System   string               // the device's own words for its operating system, untrusted; empty: it gives none
}

// Prober asks who is on a line, and changes nothing there. It sends a line break,
// then packets of one line, each only after the answer to the one before.
type Prober struct {
	options Options
	session *session
}

// NewProber begins to read a line. What is not SMP goes to the log. The
// options Tries and Wait say how long each question may stay unanswered.
func NewProber(conn Conn, o Options) *Prober {
	o = o.filled()
	return &Prober{options: o, session: newSession(conn, o, o.flow())}
}

// Ask asks at the rate that the line has now, in bits a second; 0: that of
// the options. It fails with [ErrNotSMP] when nobody answers, and may be
// called again, at another rate.
func (p *Prober) Ask(ctx context.Context, baud int) (Found, error) {
	rate := cmp.Or(max(baud, 0), p.options.Baud)
	p.session.options.Baud, p.session.link.options.Baud = rate, rate
	p.session.flow.rtt = rtt{first: p.options.Wait}
	id, err := p.session.greet(ctx)
	switch {
	case errors.Is(err, ErrNoLicensing):
		return Found{System: p.session.system}, nil
	case err != nil:
		return Found{}, err
	}
	return Found{Identity: &id}, nil
}

// Close closes the line. It may be called twice.
func (p *Prober) Close() error { return p.session.link.line.Close() }
