package soak

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"handback/device/sim/line"
)

// How much trouble there is.
const (
	pullBytes   = 3_000                  // at most between two pulls, in one direction
	pullTime    = 10 * time.Second       // at most between two pulls
	outFor      = 700 * time.Millisecond // at most that the cable is out
	messageTime = 2 * time.Second        // at most between two messages of the device
)

// hand pulls the cable and puts it back, at times that are drawn, and has the
// device print messages.
type hand struct {
	bench *bench
	rand  *rand.Rand

	pulls, messages int // once done is closed
	done            chan struct{}
	err             error
	stop            context.CancelFunc
}

func newHand(b *bench, seed uint64) *hand {
	return &hand{bench: b, rand: rand.New(rand.NewPCG(seed, 0)), done: make(chan struct{})}
}

// start plugs the cable in, and begins to pull it where that is wanted.
func (h *hand) start(ctx context.Context) error {
	ctx, h.stop = context.WithCancel(ctx)
	if err := h.bench.access.plug(ctx); err != nil {
		close(h.done)
		return err
	}
	go func() {
		defer close(h.done)
		h.err = h.work(ctx)
	}()
	return nil
}

// end waits until the hand rests, and takes the cable out for good.
func (h *hand) end() error {
	h.stop()
	<-h.done
	return errors.Join(h.err, h.bench.access.pull())
}

// work goes on until ctx ends.
func (h *hand) work(ctx context.Context) error {
	for h.wait(ctx) {
		if err := h.pull(); err != nil {
			return err
		}
		out := h.upTo(outFor)
		h.bench.diary.note("pulled for %v", out)
		if pause(ctx, out) != nil {
			break
		}
		if err := h.plug(ctx); err != nil {
			return err
		}
	}
	return nil
}

// wait returns when the cable is to be pulled: after some bytes, or some time.
// It reports false when ctx ended before.
func (h *hand) wait(ctx context.Context) bool {
	pull := make(<-chan time.Time) // never
	if h.bench.pulled {
		pull = time.After(h.upTo(pullTime))
		if h.rand.IntN(4) > 0 {
			h.bench.line.HangUpAfter(line.Direction(h.rand.IntN(2)), 1+h.rand.IntN(pullBytes))
		}
	}
	for {
		message := make(<-chan time.Time)
		if h.bench.chatty {
			message = time.After(h.upTo(messageTime))
		}
		select {
		case <-h.bench.access.ended():
			return true
		case <-pull:
			return true
		case <-message:
			h.messages++
			h.bench.line.Inject(line.BToA, fmt.Appendf(nil, "[%5d.%06d] pump: pressure %d hPa\r\n", h.messages, h.rand.IntN(1e6), 950+h.rand.IntN(100)))
		case <-ctx.Done():
			return false
		}
	}
}

func (h *hand) upTo(d time.Duration) time.Duration { return time.Duration(h.rand.Int64N(int64(d))) }

func (h *hand) pull() error {
	h.pulls++
	h.bench.line.HangUp()
	return h.bench.access.pull()
}

// plug puts the cable back, which rattles.
func (h *hand) plug(ctx context.Context) error {
	h.bench.line.PlugIn()
	for _, way := range []line.Direction{line.AToB, line.BToA} {
		rattle := make([]byte, h.rand.IntN(4))
		for i := range rattle {
			rattle[i] = byte(h.rand.Uint32())
		}
		h.bench.line.Inject(way, rattle)
	}
	return h.bench.access.plug(ctx)
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
