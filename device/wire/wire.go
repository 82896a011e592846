// Package wire owns one end of a line: one goroutine reads it until it is
// closed, and a write ends with its context. A simulated device uses it to end a
// Read that waits.
package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync/atomic"
	"time"
)

// Conn is the line to a device: a serial port, a net.Conn, a net.Pipe. Close
// must end a Read that waits, SetWriteDeadline a Write. A Close that can't end
// a Read fails with os.ErrDeadlineExceeded, and the Read is left behind.
type Conn interface {
	io.ReadWriteCloser
	SetWriteDeadline(t time.Time) error
}

// ErrEnded says that the line ended by itself.
var ErrEnded = errors.New("the line to the device ended")

// Wire is a line with the goroutine that reads it.
type Wire struct {
	conn   Conn
	closed atomic.Bool
	ended  chan struct{} // closed when the reader is gone, err is set then
	err    error
}

// Start takes a line over and reads it until it ends. Each piece that arrives
// goes to take, on the goroutine that reads; take must not keep it.
func Start(conn Conn, take func(piece []byte)) *Wire {
	w := &Wire{conn: conn, ended: make(chan struct{})}
	go w.read(take)
	return w
}

func (w *Wire) read(take func(piece []byte)) {
	defer close(w.ended)
	buf := make([]byte, 4096)
	for {
		n, err := w.conn.Read(buf)
		if n > 0 {
			take(buf[:n])
		}
		if err != nil {
			w.err = w.reason(err)
			return
		}
	}
}

// reason tells a Close from a line that ended by itself.
func (w *Wire) reason(err error) error {
	if w.closed.Load() {
		return net.ErrClosed
	}
	return fmt.Errorf("%w: %w", ErrEnded, err)
}

// Ended is closed when nothing arrives any more.
func (w *Wire) Ended() <-chan struct{} { return w.ended }

// Err is why the line ended: [net.ErrClosed] after Close, else an [ErrEnded]
// with its cause. It is there once Ended is closed.
func (w *Wire) Err() error { return w.err }

// Write sends all of p. It fails with os.ErrDeadlineExceeded at the time until,
// unless that is zero, and with ctx.Err() when ctx ends; how much was sent by
// then is unknown. Any other failure is the end of the line. One goroutine may
// write at a time.
func (w *Wire) Write(ctx context.Context, p []byte, until time.Time) error {
	if err := w.conn.SetWriteDeadline(until); err != nil {
		return w.Fail(err)
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		_ = w.conn.SetWriteDeadline(time.Unix(1, 0)) // a closed line ends the write as well
	})
	_, err := w.conn.Write(p)
	switch {
	case !stop():
		<-ended
		return ctx.Err()
	case err == nil, errors.Is(err, os.ErrDeadlineExceeded):
		return err
	default:
		return w.Fail(err)
	}
}

// Fail closes a line that can't be used any more and waits for its reader. It
// returns the reason as Err would.
func (w *Wire) Fail(cause error) error {
	reason := w.reason(cause)
	_ = w.close() // the cause tells what there is to tell
	return reason
}

// Close ends the line and waits for its reader. It may be called twice.
func (w *Wire) Close() error {
	w.closed.Store(true)
	if err := w.close(); !errors.Is(err, net.ErrClosed) {
		return err
	}
	return nil
}

// close closes the line and waits for the reader, unless that can't be ended.
func (w *Wire) close() error {
	err := w.conn.Close()
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		<-w.ended
	}
	return err
}

// Interrupt ends a Read or a Write that waits, by a deadline, or else by
// closing. What has neither can't be interrupted.
func Interrupt(rw io.ReadWriter) {
	if d, ok := rw.(interface{ SetDeadline(t time.Time) error }); ok && d.SetDeadline(time.Unix(1, 0)) == nil {
		return
	}
	if c, ok := rw.(io.Closer); ok {
		_ = c.Close() // the Read that it ends tells what there is to tell
	}
}

// Sleep lets time pass. It fails with ctx.Err() when ctx ends.
func Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// HungUp reports whether an error only says that the other end of the line went
// away.
func HungUp(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe) || errors.Is(err, os.ErrClosed) ||
		errors.Is(err, net.ErrClosed)
}
