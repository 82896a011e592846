package device

import (
	"cmp"
	"context"
	"errors"
	"time"

	"handback/device/heard"
	"handback/device/smp"
)

const (
	probeWait = 300 * time.Millisecond // for an answer
	certain   = 16                     // bytes of text that don't look like text by chance
)

// rate asks at one rate and adds to what was found. The error is one of the
// port or ctx.Err(), or smp.ErrNoLicensing.
func (p prober) rate(ctx context.Context, q *smp.Prober, ask *asking, rate int, found *Probed) error {
	ask.begin()
	answer, err := q.Ask(ctx, rate)
	received, sent := ask.ends()
	found.Sent = append(found.Sent, Sent{Baud: rate, Lines: ask.lines, Received: ask.own.Counts().Received - ask.received})
	kind := cmp.Or(ask.stopped, heard.Judge(received, sent))
	switch {
	case err == nil:
		found.Protocol, found.Baud, found.Heard = ProtocolSMP, rate, kind
		found.Identity, found.System = answer.Identity, answer.System
		if answer.Identity == nil {
			return smp.ErrNoLicensing
		}
		return nil
	case !errors.Is(err, errHeardEnough) && !errors.Is(err, smp.ErrNotSMP):
		return err
	case kind.Console() || kind == heard.Text && len(received) >= certain:
		found.Protocol, found.Baud = ProtocolConsole, rate
		fallthrough
	case found.Heard == heard.Nothing || found.Heard == heard.Rubbish:
		found.Heard, found.Sample = kind, heard.Sample(received)
	}
	return nil
}

// asking keeps what is asked at one rate, with care.
type asking struct {
	*careful
	lines    [][]byte
	received int64 // bytes at other rates
}

func newAsking(l *line) *asking { return &asking{careful: newCareful(l, &l.own)} }

// begin is called at each new rate.
func (a *asking) begin() {
	a.forget()
	a.lines, a.received = nil, a.own.Counts().Received
}

func (a *asking) Write(p []byte) (int, error) {
	n, err := a.careful.Write(p)
	if a.stopped == "" {
		a.lines = append(a.lines, append([]byte(nil), p...))
	}
	return n, err
}
