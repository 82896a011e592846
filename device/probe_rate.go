package device

import (
	"cmp"
	"context"
	"errors"
	"time"

	"handback/device/smp"
)

const (
	probeWait = 300 * time.Millisecond // for an answer
	certain   = 16                     // bytes of text that don't look like text by chance
)

// errHeardEnough says that what was heard is not to be asked anything.
var errHeardEnough = errors.New("a console was heard")

// rate asks at one rate and adds to what was found. The error is one of the
// port or ctx.Err(), or smp.ErrNoLicensing.
func (p prober) rate(ctx context.Context, q *smp.Prober, ask *asking, rate int, found *Probed) error {
	ask.begin()
	answer, err := q.Ask(ctx, rate)
	received, sent := ask.ends()
	found.Sent = append(found.Sent, Sent{Baud: rate, Lines: ask.lines, Received: ask.own.Counts().Received - ask.before})
	heard := cmp.Or(ask.stopped, Listen(received, sent))
	switch {
	case err == nil:
		found.Protocol, found.Baud, found.Heard = ProtocolSMP, rate, heard
		found.Identity, found.System = answer.Identity, answer.System
		if answer.Identity == nil {
			return smp.ErrNoLicensing
		}
		return nil
	case !errors.Is(err, errHeardEnough) && !errors.Is(err, smp.ErrNotSMP):
		return err
	case heard.Console() || heard == HeardText && len(received) >= certain:
		found.Protocol, found.Baud = ProtocolConsole, rate
		fallthrough
	case found.Heard == HeardNothing || found.Heard == HeardRubbish:
		found.Heard, found.Sample = heard, sample(received)
	}
	return nil
}

// asking keeps what is asked at one rate, and asks nothing more where a line
// of text would be taken for a user name, a password or a command of a boot
// loader.
type asking struct {
	*line
	lines   [][]byte
	before  int64 // bytes that had been received at other rates
	stopped Heard // what was heard that must not be asked more; empty: nothing
}

// begin is called at each new rate.
func (a *asking) begin() {
	a.forget()
	a.lines, a.before = nil, a.own.Counts().Received
}

func (a *asking) Write(p []byte) (int, error) {
	switch heard := Listen(a.ends()); heard {
	case HeardLogin, HeardPassword, HeardPager, HeardLoader:
		a.stopped = heard
		return 0, errHeardEnough
	}
	a.lines = append(a.lines, append([]byte(nil), p...))
	return a.line.Write(p)
}
