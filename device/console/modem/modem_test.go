package modem_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"handback/device/console/modem"
)

// content is a file of size bytes that does not compress or repeat.
func content(size int) []byte {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(data) // it never fails
	return data
}

// timed is a line made of something that has deadlines.
type timed struct {
	io.Writer
	from interface {
		io.Reader
		SetReadDeadline(at time.Time) error
	}
}

func (l timed) Read(ctx context.Context, p []byte) (int, error) {
	if err := l.from.SetReadDeadline(time.Time{}); err != nil {
		return 0, err
	}
	stop := context.AfterFunc(ctx, func() { _ = l.from.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	n, err := l.from.Read(p)
	if n == 0 && ctx.Err() != nil {
		return 0, ctx.Err()
	}
	return n, err
}

func (l timed) Write(_ context.Context, p []byte) error {
	_, err := l.Writer.Write(p)
	return err
}

// compare tells how what arrived differs from what was sent.
func compare(got, want []byte, err error) error {
	if err == nil && !bytes.Equal(got, want) {
		err = fmt.Errorf("%d bytes arrived, not the %d that were sent", len(got), len(want))
	}
	return err
}

func sendX(ctx context.Context, l modem.Line, f modem.File) error {
	return modem.SendXModem1K(ctx, l, f.Data, modem.Options{})
}

func sendY(ctx context.Context, l modem.Line, f modem.File) error {
	return modem.SendYModem(ctx, l, f, modem.Options{})
}

func receiveX(ctx context.Context, l modem.Line, size int64) ([]byte, error) {
	return modem.ReceiveXModem(ctx, l, size, modem.Options{})
}

func receiveY(ctx context.Context, l modem.Line, size int64) ([]byte, error) {
	f, err := modem.ReceiveYModem(ctx, l, size, modem.Options{})
	if err == nil && f.Name != "sent.bin" {
		err = fmt.Errorf("the name is %q", f.Name)
	}
	return f.Data, err
}

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
