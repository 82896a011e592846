package serial

import (
	"fmt"
	"os"
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
func (p *Conn) SetWriteDeadline(t time.Time) error {
	if err := p.gone(); err != nil {
		return err
	}
	p.writing.set(t)
	return nil
}

// Write sends all of data. That it returns means that the system took the
// bytes, not that they are on the line.
func (p *Conn) Write(data []byte) (int, error) {
	if err := p.gone(); err != nil {
		return 0, err
	}
	passed := p.writing.passed()
	canceled := make(chan struct{})
	defer close(canceled)
	w := write{data: append([]byte(nil), data...), canceled: canceled, done: make(chan error, 1)}
	select {
	case p.writes <- w:
	case <-passed:
		return 0, p.timeout()
	case <-p.stopped:
		return 0, p.gone()
	}
	select {
	case err := <-w.done:
		if err != nil {
			return 0, err
		}
		return len(data), nil
	case <-passed:
		return 0, p.timeout()
	case <-p.stopped:
		return 0, p.gone()
	}
}

// timeout throws away what is to be sent, so that a write that is stuck ends.
func (p *Conn) timeout() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reason == nil {
		_ = p.raw.ResetOutputBuffer() // the deadline is the error to tell
	}
	return fmt.Errorf("%s: write: %w", p.path, os.ErrDeadlineExceeded)
}

// writer is the one goroutine that uses the library's Write. It ends when the
// port stops.
func (p *Conn) writer() {
	defer close(p.drained)
	for {
		select {
		case w := <-p.writes:
			w.done <- p.writePieces(w)
		case <-p.stopped:
			return
		}
	}
}

func (p *Conn) writePieces(w write) error {
	for rest := w.data; len(rest) > 0; {
		select {
		case <-w.canceled:
			return os.ErrDeadlineExceeded
		case <-p.stopped:
			return p.gone()
		default:
		}
		n, err := p.raw.Write(rest[:min(len(rest), writePiece)])
		if err != nil {
			return p.stop(fmt.Errorf("%s: %w (%w)", p.path, ErrUnplugged, err))
		}
		rest = rest[n:]
	}
	return nil
}
