package device

import (
	"context"
	"errors"
	"time"

	"handback/device/smp"
)

const (
	probeWait = 300 * time.Millisecond // for an answer, at the least
	certain   = 16                     // bytes of text that don't look like text by chance
)

// errHeardEnough says that what was heard is not to be asked anything.
var errHeardEnough = errors.New("a console was heard")

// rate asks at one rate and adds to what was found. The error is one of the
// port or ctx.Err(), or smp.ErrNoLicensing.
func (p prober) rate(ctx context.Context, conn tunable, rate int, found *Probed) error {
	if err := conn.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	l := newLine(lent{conn}, p.options.Traffic, nil)
	ask := &asking{line: l}
	tries := 1
	if len(found.Sent) == 0 {
		tries = 2 // the first rate is the likeliest
	}
	client, err := smp.Connect(ctx, ask, smp.Options{Group: p.options.Group, Baud: rate, Tries: tries, Wait: probeWait})
	if err == nil {
		id, asked := client.Identify(ctx)
		if asked == nil {
			found.Identity = &id
		}
		err = errors.Join(asked, client.Close())
	}
	received, sent := l.ends()
	found.Sent = append(found.Sent, Sent{Baud: rate, Lines: ask.lines, Received: l.own.Counts().Received})
	heard := Listen(received, sent)
	switch {
	case err == nil, errors.Is(err, smp.ErrNoLicensing):
		found.Protocol, found.Baud, found.Heard = ProtocolSMP, rate, heard
		return err
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

// asking keeps what is asked, and asks nothing more where a line of text would
// be taken for a user name, a password or a command of a boot loader.
type asking struct {
	*line
	lines [][]byte
}

func (a *asking) Write(p []byte) (int, error) {
	switch received, sent := a.ends(); Listen(received, sent) {
	case HeardLogin, HeardPassword, HeardPager, HeardLoader:
		return 0, errHeardEnough
	}
	a.lines = append(a.lines, append([]byte(nil), p...))
	return a.line.Write(p)
}

// lent is a port that stays open when who borrowed it closes it: that only
// ends a Read.
type lent struct{ tunable }

func (l lent) Close() error { return l.SetReadDeadline(time.Unix(1, 0)) }
