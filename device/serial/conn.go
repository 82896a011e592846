package serial

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	bugst "go.bug.st/serial"
)

const (
	readSlice  = 50 * time.Millisecond  // how long the library's Read may wait at once
	writePiece = 256                    // bytes given to the library's Write at once
	writerEnd  = 500 * time.Millisecond // how long Close waits for a stuck write
	readerEnd  = 2 * time.Second        // how long Close waits for a stuck read
)

// rawPort is the part of the library's port that is used here. It knows no
// deadlines, its Close doesn't end a Write, and a Write after Close goes to
// whatever file has the number now. Conn guards against all three.
type rawPort interface {
	Read(p []byte) (int, error)
	Write(p []byte) (int, error)
	SetMode(mode *bugst.Mode) error
	ResetInputBuffer() error
	ResetOutputBuffer() error
	Close() error
}

// Conn is an open serial port: 8 data bits, no parity, 1 stop bit, no flow
// control. One goroutine may read while others write. When the port is
// unplugged it frees its name at once, and calls fail with [ErrUnplugged];
// after Close they fail with [net.ErrClosed].
type Conn struct {
	path   string
	raw    rawPort
	unlock func() error

	writes  chan write
	writing *deadline

	mu      sync.Mutex
	reason  error         // why the port is no longer open; nil: it is
	readers int           // that are in the library
	stopped chan struct{} // closed when reason is set
	idle    chan struct{} // closed when there is no reader since then
	drained chan struct{} // closed when the writer has ended
	free    func() error  // closes raw and frees the lock, once; not while the library reads
}

// Open opens the port at path at baud bits a second and keeps other
// programs away from it where the system can.
func Open(path string, baud int) (*Conn, error) {
	unlock, err := lockPort(path)
	if err != nil {
		return nil, err
	}
	raw, err := bugst.Open(spelled(path), mode(baud))
	if err == nil {
		if err = errors.Join(readable(raw), raw.SetReadTimeout(readSlice)); err == nil {
			return newConn(path, raw, unlock), nil
		}
		err = errors.Join(err, raw.Close())
	}
	return nil, errors.Join(openError(path, err), unlock())
}

func mode(baud int) *bugst.Mode {
	return &bugst.Mode{BaudRate: baud, DataBits: 8, Parity: bugst.NoParity, StopBits: bugst.OneStopBit}
}

func newConn(path string, raw rawPort, unlock func() error) *Conn {
	c := &Conn{
		path: path, raw: raw, unlock: unlock,
		writes: make(chan write), writing: &deadline{expired: make(chan struct{})},
		stopped: make(chan struct{}), idle: make(chan struct{}), drained: make(chan struct{}),
	}
	c.free = sync.OnceValue(c.release)
	go c.writer()
	return c
}

// Read waits for bytes.
func (c *Conn) Read(buf []byte) (int, error) {
	for {
		n, err := c.read(buf)
		if err != nil {
			return 0, errors.Join(err, c.freed())
		}
		if n > 0 {
			return n, nil
		}
	}
}

// read waits for bytes for a moment.
func (c *Conn) read(buf []byte) (int, error) {
	if err := c.enter(); err != nil {
		return 0, err
	}
	defer c.leave()
	n, err := c.raw.Read(buf)
	if n == 0 && err != nil {
		err = c.stop(fmt.Errorf("%s: %w (%w)", c.path, ErrUnplugged, err))
		return 0, err
	}
	return n, nil
}

// enter lets a reader into the library, as long as the port is open.
func (c *Conn) enter() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason == nil {
		c.readers++
	}
	return c.reason
}

func (c *Conn) leave() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.readers--
	c.signalIdle()
}

// signalIdle closes idle when a port that is no longer open has no reader left.
// The caller holds the lock.
func (c *Conn) signalIdle() {
	if c.reason == nil || c.readers > 0 {
		return
	}
	select {
	case <-c.idle:
	default:
		close(c.idle)
	}
}

// freed frees the port unless another reader is left, which does it then.
func (c *Conn) freed() error {
	select {
	case <-c.idle:
		return c.free()
	default:
		return nil
	}
}

// SetBaud changes the rate, in bits a second, and throws away what was
// received at the old one but not yet read. The port stays open, so that no
// modem line moves. With a rate that the system can't do it fails with
// [ErrRate] and, on some systems, closes the port.
func (c *Conn) SetBaud(baud int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason != nil {
		return c.reason
	}
	if err := c.raw.SetMode(mode(baud)); err != nil {
		return fmt.Errorf("%s: %w: %d bits a second: %w", c.path, ErrRate, baud, err)
	}
	_ = c.raw.ResetInputBuffer() // what it fails with, the next Read fails with
	return nil
}

// Close frees the port. It ends a Read and a Write that wait, and may be
// called twice. Where a driver does not give a Read back it fails with
// [ErrStuck]; the port is freed then when it does.
func (c *Conn) Close() error {
	_ = c.stop(fmt.Errorf("%s: %w", c.path, net.ErrClosed)) // unless it stopped before
	late := time.NewTimer(readerEnd)
	defer late.Stop()
	select {
	case <-c.idle:
		return c.free()
	case <-late.C:
		return fmt.Errorf("%s: %w", c.path, ErrStuck)
	}
}

// stop marks the port as no longer open and gives the first reason for that.
func (c *Conn) stop(reason error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.reason == nil {
		c.reason = reason
		close(c.stopped)
		c.signalIdle()
	}
	return c.reason
}

// gone is why the port is no longer open, or nil.
func (c *Conn) gone() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.reason
}

// release closes the library's port. A write that is stuck gets a moment to
// end: throwing away what is to be sent normally ends it.
func (c *Conn) release() error {
	_ = c.raw.ResetOutputBuffer() // fails on an unplugged port, which has no buffer left
	select {
	case <-c.drained:
	case <-time.After(writerEnd):
	}
	err := c.raw.Close()
	if errors.Is(c.gone(), ErrUnplugged) {
		err = nil // a port that isn't there can't be closed well
	}
	return errors.Join(err, c.unlock())
}

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
	timer   *time.Timer   // nil: none
	expired chan struct{} // closed once the time has come
}

// set moves the deadline; the zero time is never.
func (d *deadline) set(t time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.timer != nil && !d.timer.Stop() {
		<-d.expired // it closes that now, or did
	}
	d.timer = nil
	select {
	case <-d.expired:
		d.expired = make(chan struct{})
	default:
	}
	if t.IsZero() {
		return
	}
	expired := d.expired
	if left := time.Until(t); left > 0 {
		d.timer = time.AfterFunc(left, func() { close(expired) })
	} else {
		close(expired)
	}
}

// passed is closed when the deadline that is set now passes.
func (d *deadline) passed() <-chan struct{} {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.expired
}
