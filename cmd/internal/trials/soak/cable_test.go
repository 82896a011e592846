package soak

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"handback/device"
	"handback/device/sim"
	"handback/device/sim/line"
)

// How much trouble there is.
const (
	pullBytes   = 3_000                  // at most between two pulls, in one direction
	pullTime    = 10 * time.Second       // at most between two pulls
	outFor      = 700 * time.Millisecond // at most that the cable is out
	messageTime = 2 * time.Second        // at most between two messages of the device
)

// puller pulls the cable and puts it back, at times that are drawn, and has the
// device print messages.
type cablePuller struct {
	on   *deviceLine
	rand *rand.Rand

	pulls, messages int // once done is closed
	done            chan struct{}
	err             error
	stop            context.CancelFunc
}

func newCablePuller(l *deviceLine, seed uint64) *cablePuller {
	return &cablePuller{on: l, rand: rand.New(rand.NewPCG(seed, 0)), done: make(chan struct{})}
}

// start plugs the cable in, and begins to pull it where that is wanted.
func (p *cablePuller) start(ctx context.Context) error {
	ctx, p.stop = context.WithCancel(ctx)
	if err := p.on.access.plug(ctx); err != nil {
		close(p.done)
		return err
	}
	go func() {
		defer close(p.done)
		p.err = p.work(ctx)
	}()
	return nil
}

// end waits until no cable is pulled any more, and takes it out for good.
func (p *cablePuller) end() error {
	p.stop()
	<-p.done
	return errors.Join(p.err, p.on.access.pull())
}

// work goes on until ctx ends.
func (p *cablePuller) work(ctx context.Context) error {
	for p.wait(ctx) {
		if err := p.pull(); err != nil {
			return err
		}
		out := p.upTo(outFor)
		p.on.events.note("pulled for %v", out)
		if pause(ctx, out) != nil {
			break
		}
		if err := p.plug(ctx); err != nil {
			return err
		}
	}
	return nil
}

// wait returns when the cable is to be pulled: after some bytes, or some time.
// It reports false when ctx ended before.
func (p *cablePuller) wait(ctx context.Context) bool {
	pull := make(<-chan time.Time) // never
	if p.on.pulled {
		pull = time.After(p.upTo(pullTime))
		if p.rand.IntN(4) > 0 {
			p.on.line.HangUpAfter(line.Direction(p.rand.IntN(2)), 1+p.rand.IntN(pullBytes))
		}
	}
	for {
		message := make(<-chan time.Time)
		if p.on.chatty {
			message = time.After(p.upTo(messageTime))
		}
		select {
		case <-p.on.access.ended():
			return true
		case <-pull:
			return true
		case <-message:
			p.messages++
			p.on.line.Inject(line.BToA, fmt.Appendf(nil, "[%5d.%06d] pump: pressure %d hPa\r\n", p.messages, p.rand.IntN(1e6), 950+p.rand.IntN(100)))
		case <-ctx.Done():
			return false
		}
	}
}

func (p *cablePuller) upTo(d time.Duration) time.Duration {
	return time.Duration(p.rand.Int64N(int64(d)))
}

func (p *cablePuller) pull() error {
	p.pulls++
	p.on.line.HangUp()
	return p.on.access.pull()
}

// plug puts the cable back, which rattles.
func (p *cablePuller) plug(ctx context.Context) error {
	p.on.line.PlugIn()
	for _, way := range []line.Direction{line.AToB, line.BToA} {
		rattle := make([]byte, p.rand.IntN(4))
		for i := range rattle {
			rattle[i] = byte(p.rand.Uint32())
		}
		p.on.line.Inject(way, rattle)
	}
	return p.on.access.plug(ctx)
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// access is how a technician's program gets to a line.
type access interface {
	plug(ctx context.Context) error
	pull() error
	open(ctx context.Context, o device.Options) (device.Met, error)

	// ended is filled when the line came to its end while it was plugged in.
	ended() <-chan struct{}
}

// terminal is a line behind a pseudo terminal, which goes away with the cable.
type terminal struct {
	port  string
	cable *sim.Cable
	end   chan struct{}
}

func newTerminal(port string, l *line.Line) *terminal {
	t := &terminal{port: port, end: make(chan struct{}, 1)}
	t.cable = sim.NewCable(port, func(ctx context.Context, other io.ReadWriter) error {
		err := line.Join(ctx, l.A(), other)
		select {
		case t.end <- struct{}{}:
		default:
		}
		return err
	})
	return t
}

func (t *terminal) plug(ctx context.Context) error { return t.cable.Plug(ctx) }

func (t *terminal) pull() error {
	err := t.cable.Pull()
	select {
	case <-t.end:
	default:
	}
	return err
}

func (t *terminal) open(ctx context.Context, o device.Options) (device.Met, error) {
	return device.Open(ctx, t.port, o)
}

func (t *terminal) ended() <-chan struct{} { return t.end }

// direct is a line in memory. While it is pulled, opening it gives a dead end.
type direct struct {
	name string
	line *line.Line
}

func (d direct) plug(context.Context) error { return nil }

func (d direct) pull() error { return nil }

func (d direct) open(ctx context.Context, o device.Options) (device.Met, error) {
	return device.Connect(ctx, d.line.A(), d.name, o)
}

func (d direct) ended() <-chan struct{} { return nil }
