package smp

import (
	"bytes"
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"handback/device/wire"
)

// Conn is the line to a device: a serial port, a net.Conn, a net.Pipe.
type Conn = wire.Conn

// arrival is an answer and the time at which it arrived.
type arrival struct {
	packet
	at time.Time
}

// link hands each answer that arrives on a line to the call that waits for it
// and drops the others. Several requests may be under way at once, each under
// its own sequence number.
type link struct {
	line    *wire.Wire
	options Options
	heard   chan struct{} // filled whenever bytes arrive
	damage  chan struct{} // filled whenever a damaged frame arrives
	fast    atomic.Bool   // COBS frames may arrive

	writing sync.Mutex
	free    time.Time // when all that was written is on the line; guarded by writing

	mu      sync.Mutex // guards what follows
	waiting map[header]chan<- arrival
	seq     uint8
}

// newLink starts to read conn. The first sequence number is random, so that a
// late answer to an earlier run isn't taken for an answer to this one.
func newLink(conn Conn, o Options) *link {
	l := &link{
		options: o, heard: make(chan struct{}, 1), damage: make(chan struct{}, 1),
		waiting: make(map[header]chan<- arrival), seq: uint8(rand.Uint32()),
	}
	d := &decoder{packet: l.deliver, text: o.log(), damaged: l.damaged}
	l.line = wire.Start(conn, func(piece []byte) {
		d.stuff.expect(l.fast.Load())
		d.feed(piece)
		if len(bytes.Trim(piece, "\x00")) > 0 { // zeros alone keep a line alive
			fill(l.heard)
		}
	})
	return l
}

// fill puts a token into a channel that has none.
func fill(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func (l *link) deliver(data []byte, _ framing) {
	p, _, err := parsePacket(data)
	if err != nil || !p.isAnswer() {
		return
	}
	l.options.Count.Message()
	l.mu.Lock()
	defer l.mu.Unlock()
	inbox, expected := l.waiting[key(p.header)]
	if !expected {
		return // stale, or it comes twice
	}
	delete(l.waiting, key(p.header))
	inbox <- arrival{packet: p, at: time.Now()}
}

func (l *link) damaged() {
	l.options.Count.Damaged()
	fill(l.damage)
}

// key is what an answer is matched by: all but the version.
func key(h header) header {
	h.Version = 0
	return h
}

// expect reserves a sequence number for h. Its answer goes to inbox, which must
// have room for it; forget ends that.
func (l *link) expect(h header, inbox chan<- arrival) header {
	l.mu.Lock()
	defer l.mu.Unlock()
	h.Seq = l.seq
	l.seq++
	l.waiting[key(h.answer())] = inbox
	return h
}

func (l *link) forget(h header) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.waiting, key(h.answer()))
}

// write sends bytes and tells when the last of them is on the line. It may take
// timeout longer than the line needs.
func (l *link) write(ctx context.Context, data []byte, timeout time.Duration) (time.Time, error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	l.free = later(l.free, time.Now()).Add(l.options.byteTime(len(data)))
	err := l.line.Write(ctx, data, l.free.Add(timeout))
	switch now := time.Now(); {
	case err == nil:
		l.free = later(l.free, now)
	case isTimeout(err):
		l.free = now // the rest is thrown away
	}
	return l.free, err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// quiet waits until nothing arrived for a while, at most limit.
func (l *link) quiet(ctx context.Context, while, limit time.Duration) error {
	end := time.After(limit)
	for {
		select {
		case <-l.heard:
		case <-time.After(while):
			return nil
		case <-end:
			return nil
		case <-l.line.Ended():
			return l.line.Err()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
