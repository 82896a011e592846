package line

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"handback/device/sim"
)

// End is an open end of a line. Its methods may be called at once from several
// goroutines. When the line is pulled, reads at A end with io.EOF and writes
// with io.ErrClosedPipe; after Close with net.ErrClosed. Closing an end does
// nothing to the other one, as with a serial port.
type End struct {
	line    *Line
	in, out *wire
	dies    bool // when the line is pulled after this plugging in
	plug    int

	// The line's lock guards these.
	closed          bool
	readBy, writeBy time.Time // deadlines; zero: none
}

// Read reads what has arrived, at least a byte.
func (e *End) Read(p []byte) (int, error) {
	e.line.mu.Lock()
	defer e.line.mu.Unlock()
	for {
		now := time.Now()
		next := e.in.gather(now)
		switch {
		case e.closed:
			return 0, net.ErrClosed
		case passed(e.readBy, now):
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case e.dead() && (e.replaced() || len(e.in.ready) == 0):
			return 0, io.EOF
		case len(e.in.ready) > 0:
			n := copy(p, e.in.ready)
			e.in.ready = e.in.ready[n:]
			return n, nil
		}
		e.wait(e.in, earlier(next, e.readBy))
	}
}

// Write returns when the driver has taken all of p, which is before the line
// has carried the last of it.
func (e *End) Write(p []byte) (int, error) {
	e.line.mu.Lock()
	defer e.line.mu.Unlock()
	for done := 0; ; {
		now := time.Now()
		n := e.out.piece(len(p) - done)
		room := e.out.room(n)
		switch {
		case e.closed:
			return done, net.ErrClosed
		case e.dead():
			return done, io.ErrClosedPipe
		case passed(e.writeBy, now):
			return done, os.ErrDeadlineExceeded
		case n == 0:
			return done, nil
		case room.After(now):
			e.wait(e.out, earlier(room, e.writeBy))
			continue
		}
		e.out.put(now, p[done:done+n])
		done += n
	}
}

// dead reports whether the line was pulled under the end.
func (e *End) dead() bool { return e.dies && (e.in.cut || e.replaced()) }

// replaced reports whether it was plugged in again since.
func (e *End) replaced() bool { return e.plug != e.line.plug }

// wait releases the lock until a time, zero for never, or until the wire
// changes.
func (e *End) wait(w *wire, until time.Time) {
	changed := w.changed
	e.line.mu.Unlock()
	defer e.line.mu.Lock()
	if until.IsZero() {
		<-changed
		return
	}
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-changed:
	case <-timer.C:
	}
}

func passed(deadline, now time.Time) bool { return !deadline.IsZero() && !deadline.After(now) }

// earlier is the earlier of two times, of which zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Close ends reads and writes that wait. It may be called twice.
func (e *End) Close() error {
	e.line.mu.Lock()
	defer e.line.mu.Unlock()
	if e.closed {
		return net.ErrClosed
	}
	e.closed = true
	e.in.readers--
	e.wakeBoth()
	return nil
}

// SetDeadline sets both deadlines; the zero time is none.
func (e *End) SetDeadline(t time.Time) error { return e.setDeadlines(t, &e.readBy, &e.writeBy) }

// SetReadDeadline sets the time at which a Read ends with
// os.ErrDeadlineExceeded.
func (e *End) SetReadDeadline(t time.Time) error { return e.setDeadlines(t, &e.readBy) }

// SetWriteDeadline does the same for a Write.
func (e *End) SetWriteDeadline(t time.Time) error { return e.setDeadlines(t, &e.writeBy) }

func (e *End) setDeadlines(t time.Time, which ...*time.Time) error {
	e.line.mu.Lock()
	defer e.line.mu.Unlock()
	if e.closed {
		return net.ErrClosed
	}
	for _, d := range which {
		*d = t
	}
	e.wakeBoth()
	return nil
}

func (e *End) wakeBoth() {
	e.in.wake()
	e.out.wake()
}

// OnTerminal brings an end of a line to programs: while the cable is plugged
// in, a pseudo terminal at link leads to it. Each plugging in takes a new end
// from open, such as [Line.A].
func OnTerminal(link string, open func() *End) *sim.Cable {
	return sim.NewCable(link, func(ctx context.Context, terminal io.ReadWriter) error {
		return Join(ctx, open(), terminal)
	})
}

// Join carries bytes between an end and something else, a terminal or a pipe,
// until one of the two ends or ctx does, and closes the end. So that it can
// end a Read that waits, other must have a SetDeadline or end by itself.
func Join(ctx context.Context, end *End, other io.ReadWriter) error {
	interrupt := func() {
		_ = end.Close() // it may have been closed already
		if d, ok := other.(interface{ SetDeadline(t time.Time) error }); ok {
			_ = d.SetDeadline(time.Unix(1, 0)) // one that is closed has ended
		}
	}
	stop := context.AfterFunc(ctx, interrupt)
	defer stop()

	there := make(chan error, 1)
	go func() {
		_, err := io.Copy(end, other)
		there <- err
		interrupt()
	}()
	_, back := io.Copy(other, end)
	interrupt()
	return errors.Join(failure(back), failure(<-there))
}

// failure is err, or nil when it only says that a side has ended.
func failure(err error) error {
	for _, gone := range []error{net.ErrClosed, os.ErrClosed, io.ErrClosedPipe, os.ErrDeadlineExceeded} {
		if errors.Is(err, gone) {
			return nil
		}
	}
	return err
}
