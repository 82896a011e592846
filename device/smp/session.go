package smp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

const (
	reserved   = 4        // bytes of a device's buffer for the length and the CRC
	leastBuf   = 128      // bytes; no device with a smaller buffer can be served
	mostBuf    = 16 << 10 // bytes; more is never used
	quietWhile = 50 * time.Millisecond
	wakeWhile  = 200 * time.Millisecond // that a login may take to show
	quietLimit = time.Second
)

// session is the talk on one line, from when it was opened until it ends.
type session struct {
	link    *link
	options Options
	pace    *pace
	room    int // bytes of the longest packet that the device takes
	count   int // buffers that the device has; 0: it doesn't tell
	framing framing
	system  string // what a device without licensing calls itself
	left    bool   // the COBS framing was left, which the device is still to be told
}

func newSession(conn Conn, o Options, p *pace) *session {
	return &session{link: newLink(conn, o), options: o, pace: p, room: leastBuf - reserved}
}

// greet finds out who is there, with packets of one line only, so that nothing
// is done to a device that doesn't speak SMP.
func (s *session) greet(ctx context.Context) (infoWire, error) {
	if err := s.wake(ctx); err != nil {
		return infoWire{}, err
	}
	buf, err := s.params(ctx)
	if err != nil {
		return infoWire{}, err
	}
	var info infoWire
	switch err := s.ask(ctx, command{op: opRead, group: s.options.Group, id: idInfo, args: none{}}, &info); {
	case errors.Is(err, RCNotSupported):
		s.system = s.osInfo(ctx)
		return info, fmt.Errorf("%w in group %d%s", ErrNoLicensing, s.options.Group, calling(s.system))
	case err != nil:
		return info, fmt.Errorf("ask for the identity: %w", err)
	}
	s.room = buf - reserved
	s.pace.window.open(s.count)
	return info, nil
}

// setBaud says at which rate the line is now, in bits a second.
func (s *session) setBaud(baud int) {
	s.options.Baud = baud
	s.link.options.Baud = baud
}

// hasten goes over to the COBS framing where the device offers it and it works.
func (s *session) hasten(ctx context.Context, offers []string) error {
	if s.pace.slow || !slices.Contains(offers, cobsOffer) {
		return nil
	}
	s.framing = cobs
	s.link.fast.Store(true)
	_, err := s.params(ctx)
	return err
}

// tries is how often a packet is sent to a device that is silent: more often
// when it is known to be there.
func (s *session) tries() int {
	if s.pace.patience.mean > 0 {
		return 3 * s.options.Tries
	}
	return s.options.Tries
}

// leave goes back to the console framing.
func (s *session) leave() {
	s.framing, s.left = console, true
	s.link.fast.Store(false)
}

// wake listens to the line, ends a half line left in the device, and lets its
// console run out: what is there then tells whether anybody may be asked. The
// line must take it in the time in which a question would be given up.
func (s *session) wake(ctx context.Context) error {
	if err := s.link.quiet(ctx, quietWhile, quietLimit); err != nil {
		return err
	}
	patience := time.Duration(s.options.Tries) * s.options.Wait
	if _, err := s.link.write(ctx, []byte{'\n'}, patience); isTimeout(err) {
		return fmt.Errorf("%w: %w", ErrNotSMP, err)
	} else if err != nil {
		return err
	}
	return s.link.quiet(ctx, wakeWhile, quietLimit)
}

// params asks how long a message may be and how many a device holds. Devices
// of version 1 don't know.
func (s *session) params(ctx context.Context) (int, error) {
	var answer paramsAnswer
	err := s.ask(ctx, command{op: opRead, group: groupOS, id: idParams, args: none{}}, &answer)
	var rc RC
	switch {
	case errors.As(err, &rc):
		return max(s.options.BufSize, leastBuf), nil
	case errors.Is(err, ErrNoAnswer):
		return 0, fmt.Errorf("%w: %w", ErrNotSMP, err)
	case err != nil:
		return 0, err
	case answer.BufSize < leastBuf:
		return 0, fmt.Errorf("%w: a buffer of %d bytes", ErrAnswer, answer.BufSize)
	}
	s.count = int(min(answer.BufCount, mostBuf))
	return int(min(answer.BufSize, mostBuf)), nil
}

// osInfo is what the device says of its operating system; empty where it says
// nothing.
func (s *session) osInfo(ctx context.Context) string {
	var answer osInfoAnswer
	cmd := command{op: opRead, group: groupOS, id: idOSInfo, args: osInfoWire{Format: "a"}}
	if err := s.ask(ctx, cmd, &answer); err != nil {
		return ""
	}
	return bounded(answer.Output)
}

// calling puts a device's own name behind an error.
func calling(system string) string {
	if system == "" {
		return ""
	}
	return fmt.Sprintf("; it calls itself %q", system)
}
