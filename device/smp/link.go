package smp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"sync"
	"time"
)

// Conn is the line to a device: a serial port, a net.Conn, a net.Pipe. Close
// must end a Read that waits, SetWriteDeadline a Write.
type Conn interface {
	io.ReadWriteCloser
	SetWriteDeadline(t time.Time) error
}

// link owns a line: one goroutine reads it until close, hands each answer to
// the call that waits for it and drops the others. Several calls may wait at
// once, each under its own sequence number.
type link struct {
	conn  Conn
	heard chan struct{} // filled whenever bytes arrive
	ended chan struct{} // closed when the reader is gone, err is set then
	err   error

	writing sync.Mutex

	mu      sync.Mutex // guards what follows
	waiting map[header]chan packet
	seq     uint8
	closed  bool
}

// newLink starts to read conn. The first sequence number is random, so that a
// late answer to an earlier run isn't taken for an answer to this one.
func newLink(conn Conn, text func(string)) *link {
	l := &link{
		conn:    conn,
		heard:   make(chan struct{}, 1),
		ended:   make(chan struct{}),
		waiting: make(map[header]chan packet),
		seq:     uint8(rand.Uint32()),
	}
	go l.read(&decoder{packet: l.deliver, text: text})
	return l
}

func (l *link) read(d *decoder) {
	defer close(l.ended)
	buf := make([]byte, 4096)
	for {
		n, err := l.conn.Read(buf)
		if n > 0 {
			d.feed(buf[:n])
			select {
			case l.heard <- struct{}{}:
			default:
			}
		}
		if err != nil {
			l.err = l.reason(err)
			return
		}
	}
}

// reason tells an own close from a line that ended by itself.
func (l *link) reason(err error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return net.ErrClosed
	}
	return fmt.Errorf("the line to the device ended: %w", err)
}

func (l *link) deliver(data []byte) {
	p, _, err := parsePacket(data)
	if err != nil || !p.isAnswer() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.waiting[key(p.header)] <- p:
	default: // nobody waits for it, or it comes twice
	}
}

// key is what an answer is matched by: all but the version.
func key(h header) header {
	h.Version = 0
	return h
}

// expect reserves a sequence number for h and waits for its answer; forget
// ends that.
func (l *link) expect(h header) (header, <-chan packet) {
	l.mu.Lock()
	defer l.mu.Unlock()
	h.Seq = l.seq
	l.seq++
	answer := make(chan packet, 1)
	l.waiting[key(h.answer())] = answer
	return h, answer
}

func (l *link) forget(h header) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.waiting, key(h.answer()))
}

// write sends bytes within patience. The deadline also ends it when ctx ends.
func (l *link) write(ctx context.Context, data []byte, patience time.Duration) error {
	l.writing.Lock()
	defer l.writing.Unlock()
	if err := l.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return fmt.Errorf("write to the device: %w", err)
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		_ = l.conn.SetWriteDeadline(time.Unix(1, 0)) // a closed line ends the write as well
	})
	_, err := l.conn.Write(data)
	if !stop() {
		<-ended
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("write to the device: %w", err)
	}
	return nil
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
