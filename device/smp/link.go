package smp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Conn is the line to a device: a serial port, a net.Conn, a net.Pipe. Close
// must end a Read that waits, SetWriteDeadline a Write.
type Conn interface {
	io.ReadWriteCloser
	SetWriteDeadline(t time.Time) error
}

// errLineEnded says that the line ended by itself.
var errLineEnded = errors.New("the line to the device ended")

// arrival is an answer and when it came.
type arrival struct {
	packet
	at time.Time
}

// link owns a line: one goroutine reads it until close, hands each answer to
// the call that waits for it and drops the others. Several requests may be
// under way at once, each under its own sequence number.
type link struct {
	conn    Conn
	options Options
	heard   chan struct{} // filled whenever bytes arrive
	damage  chan struct{} // filled whenever a damaged frame arrives
	ended   chan struct{} // closed when the reader is gone, err is set then
	err     error
	fast    atomic.Bool // COBS frames may arrive

	writing sync.Mutex
	free    time.Time // when all that was written is on the line; guarded by writing

	mu      sync.Mutex // guards what follows
	waiting map[header]chan<- arrival
	seq     uint8
	closed  bool
}

// newLink starts to read conn. The first sequence number is random, so that a
// late answer to an earlier run isn't taken for an answer to this one.
func newLink(conn Conn, o Options) *link {
	l := &link{
		conn: conn, options: o,
		heard: make(chan struct{}, 1), damage: make(chan struct{}, 1), ended: make(chan struct{}),
		waiting: make(map[header]chan<- arrival),
		seq:     uint8(rand.Uint32()),
	}
	go l.read(&decoder{packet: l.deliver, text: o.log(), damaged: l.damaged})
	return l
}

func (l *link) read(d *decoder) {
	defer close(l.ended)
	buf := make([]byte, 4096)
	for {
		n, err := l.conn.Read(buf)
		if n > 0 {
			d.stuff.expect(l.fast.Load())
			d.feed(buf[:n])
			fill(l.heard)
		}
		if err != nil {
			l.err = l.reason(err)
			return
		}
	}
}

// fill puts a token where there is none.
func fill(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// reason tells an own close from a line that ended by itself.
func (l *link) reason(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return net.ErrClosed
	}
	return fmt.Errorf("%w: %w", errLineEnded, err)
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

// write sends bytes within patience beyond the time that the line needs, and
// tells when the last of them is on the line. The deadline also ends it when
// ctx ends. A write that fails otherwise is the end of the line.
func (l *link) write(ctx context.Context, data []byte, patience time.Duration) (time.Time, error) {
	l.writing.Lock()
	defer l.writing.Unlock()
	now := time.Now()
	l.free = later(l.free, now).Add(l.options.byteTime(len(data)))
	if err := l.conn.SetWriteDeadline(l.free.Add(patience)); err != nil {
		return l.free, l.fail(err)
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		_ = l.conn.SetWriteDeadline(time.Unix(1, 0)) // a closed line ends the write as well
	})
	_, err := l.conn.Write(data)
	if !stop() {
		<-ended
		return l.free, ctx.Err()
	}
	switch now := time.Now(); {
	case err == nil:
		l.free = later(l.free, now)
	case isTimeout(err):
		l.free = now // the rest is thrown away
	default:
		err = l.fail(err)
	}
	return l.free, err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// fail closes a line that can't be written to and gives the reason for its end.
func (l *link) fail(err error) error {
	l.mu.Lock()
	closed := l.closed
	l.mu.Unlock()
	if closed {
		return net.ErrClosed
	}
	_ = l.conn.Close() // the failed write tells what there is to tell
	<-l.ended
	return fmt.Errorf("%w: %w", errLineEnded, err)
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
		case <-l.ended:
			return l.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// close ends the line and waits for the reader.
func (l *link) close() error {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	err := l.conn.Close()
	<-l.ended
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}
