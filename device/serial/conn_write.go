package serial

import (
	"fmt"
	"os"
	"sync"
	"time"
)

// write is one call of Write on its way to the writer.
type write struct {
	data     []byte
	canceled <-chan struct{}
	done     chan error // has room for the outcome, so that nobody need wait for it
}

// SetWriteDeadline bounds Write calls, also one that waits already; the zero
// time takes the bound away. After it Write fails with os.ErrDeadlineExceeded
// and what was not yet on the line is thrown away.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	if err := c.gone(); err != nil {
		return err
	}
	c.writing.set(t)
	return nil
}

// Write sends all of data. That it returns means that the system took the
// bytes, not that they are on the line.
func (c *Conn) Write(data []byte) (int, error) {
	if err := c.gone(); err != nil {
		return 0, err
	}
	passed := c.writing.passed()
	canceled := make(chan struct{})
	defer close(canceled)
	w := write{data: append([]byte(nil), data...), canceled: canceled, done: make(chan error, 1)}
	for queue := c.writes; ; {
		select {
		case queue <- w:
			queue = nil // the writer has it
		case err := <-w.done:
			if err != nil {
				return 0, err
			}
			return len(data), nil
		case <-passed:
			return 0, c.timeout()
		case <-c.stopped:
			return 0, c.gone()
		}
	}
}

// timeout throws away what is to be sent, so that a write that is stuck ends.
func (c *Conn) timeout() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason == nil {
		_ = c.raw.ResetOutputBuffer() // the deadline is the error to tell
	}
	return fmt.Errorf("%s: write: %w", c.path, os.ErrDeadlineExceeded)
}

// writer is the one goroutine that uses the library's Write. It ends when the
// port stops.
func (c *Conn) writer() {
	defer close(c.drained)
	for {
		select {
		case w := <-c.writes:
			w.done <- c.writePieces(w)
		case <-c.stopped:
			return
		}
	}
}

func (c *Conn) writePieces(w write) error {
	for rest := w.data; len(rest) > 0; {
		select {
		case <-w.canceled:
			return os.ErrDeadlineExceeded
		case <-c.stopped:
			return c.gone()
		default:
		}
		n, err := c.raw.Write(rest[:min(len(rest), writePiece)])
		if err != nil {
			return c.stop(fmt.Errorf("%s: %w (%w)", c.path, ErrUnplugged, err))
		}
		rest = rest[n:]
	}
	return nil
}

// deadline is a time that may be moved while somebody waits for it.
type deadline struct {
	mu      sync.Mutex
	timer   *time.Timer
	expired chan struct{} // closed once the time has come
	moves   int           // so that a timer that was stopped too late does nothing
}

func newDeadline() *deadline { return &deadline{expired: make(chan struct{})} }

// set moves the deadline; the zero time is never.
func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.moves++
	if d.timer != nil {
		d.timer.Stop()
	}
	select {
	case <-d.expired:
		d.expired = make(chan struct{})
	default:
	}
	if t.IsZero() {
		return
	}
	left, move := time.Until(t), d.moves
	if left <= 0 {
		close(d.expired)
		return
	}
	d.timer = time.AfterFunc(left, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.moves == move {
			close(d.expired)
		}
	})
}

// passed is closed when the deadline that is set now passes.
func (d *deadline) passed() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.expired
}
