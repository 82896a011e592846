package modem_test

import (
	"context"
	"errors"
	"sync"
	"time"

	"handback/device/console/modem"
)

var errHungUp = errors.New("hung up")

// fault is what happens to one byte of one direction.
type fault int

const (
	none fault = iota
	flip       // one bit
	garble
	lose
	double
	stall // the line says nothing for a while
	hangUp
)

func (f fault) String() string {
	return [...]string{"none", "flip", "garble", "lose", "double", "stall", "hang-up"}[f]
}

// pair is a line between two ends, as fast as the ends are.
type pair struct {
	toB, toA *direction
	hung     chan struct{}
	hang     func()
}

// direction carries bytes one way and spoils the one at a number.
type direction struct {
	bytes chan byte
	what  fault
	at    int // number of the byte, from 0
	count int // bytes so far
}

func newPair(what fault, at int, toB bool) *pair {
	p := &pair{
		toB:  &direction{bytes: make(chan byte, 1<<11), at: -1},
		toA:  &direction{bytes: make(chan byte, 1<<11), at: -1},
		hung: make(chan struct{}),
	}
	p.hang = sync.OnceFunc(func() { close(p.hung) })
	spoiled := p.toA
	if toB {
		spoiled = p.toB
	}
	spoiled.what, spoiled.at = what, at
	return p
}

// end is one end of a pair.
type end struct {
	*pair
	in, out *direction
}

func (p *pair) a() modem.Line { return end{p, p.toA, p.toB} }
func (p *pair) b() modem.Line { return end{p, p.toB, p.toA} }

func (e end) Read(ctx context.Context, p []byte) (int, error) {
	select {
	case p[0] = <-e.in.bytes:
	case <-e.hung:
		return 0, errHungUp
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	for n := 1; n < len(p); n++ {
		select {
		case p[n] = <-e.in.bytes:
		default:
			return n, nil
		}
	}
	return len(p), nil
}

func (e end) Write(_ context.Context, p []byte) error {
	for _, c := range p {
		what := none
		if e.out.count == e.out.at {
			what = e.out.what
		}
		e.out.count++
		switch what {
		case flip:
			c ^= 1 << (e.out.at % 8)
		case garble:
			c = ^c
		case lose:
			continue
		case double:
			e.out.bytes <- c
		case stall:
			time.Sleep(3 * time.Second / 2)
		case hangUp:
			e.hang()
		}
		select {
		case <-e.hung:
			return errHungUp
		case e.out.bytes <- c:
		}
	}
	return nil
}
