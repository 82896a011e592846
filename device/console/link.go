package console

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// ErrFlood says that a device sent more than anybody could want.
var ErrFlood = errors.New("the device sends without end")

const maxUnread = 1 << 20 // bytes

// link owns a line: one goroutine reads it until close, and keeps what came
// for whoever asks next. It is what a file transfer takes bytes from.
type link struct {
	conn  Conn
	ended chan struct{} // closed when the reader is gone, err is set then
	err   error

	mu     sync.Mutex // guards what follows
	unread []byte
	heard  chan struct{} // filled when there is something unread
	lost   bool          // too much came to keep it
	closed bool
}

func newLink(conn Conn) *link {
	l := &link{conn: conn, ended: make(chan struct{}), heard: make(chan struct{}, 1)}
	go l.run()
	return l
}

func (l *link) run() {
	defer close(l.ended)
	buf := make([]byte, 4096)
	for {
		n, err := l.conn.Read(buf)
		if n > 0 {
			l.keep(buf[:n])
		}
		if err != nil {
			l.err = l.reason(err)
			return
		}
	}
}

func (l *link) keep(p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.unread)+len(p) > maxUnread {
		l.unread, l.lost = nil, true
	}
	l.unread = append(l.unread, p...)
	l.tell()
}

// tell wakes who waits. The caller holds the lock.
func (l *link) tell() {
	select {
	case l.heard <- struct{}{}:
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
	return fmt.Errorf("%w: %w", errEnded, err)
}

// errEnded says that the line ended by itself.
var errEnded = errors.New("the line to the device ended")

// take moves what came into p.
func (l *link) take(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.lost {
		l.lost = false
		return 0, ErrFlood
	}
	n := copy(p, l.unread)
	if l.unread = l.unread[n:]; len(l.unread) > 0 {
		l.tell()
	} else {
		l.unread = nil
	}
	return n, nil
}

// Read implements [modem.Line].
func (l *link) Read(ctx context.Context, p []byte) (int, error) {
	for {
		if n, err := l.take(p); n > 0 || err != nil {
			return n, err
		}
		select {
		case <-l.heard:
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-l.ended:
			if n, err := l.take(p); n > 0 || err != nil {
				return n, err
			}
			return 0, l.err
		}
	}
}

// Write implements [modem.Line].
func (l *link) Write(ctx context.Context, p []byte) error {
	if err := l.conn.SetWriteDeadline(time.Time{}); err != nil {
		return l.broken(err)
	}
	ended := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(ended)
		_ = l.conn.SetWriteDeadline(time.Unix(1, 0)) // a closed line ends the write as well
	})
	_, err := l.conn.Write(p)
	if !stop() {
		<-ended
		return ctx.Err()
	}
	if err != nil {
		return l.broken(err)
	}
	return nil
}

// broken is why a write failed; a line that fails once is used no more.
func (l *link) broken(err error) error {
	return l.reason(err)
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

// next waits for one byte; it reports false after that much silence.
func (l *link) next(ctx context.Context, silence time.Duration) (byte, bool, error) {
	var p [1]byte
	if n, err := l.take(p[:]); n > 0 || err != nil {
		return p[0], n > 0, err
	}
	waiting, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	_, err := l.Read(waiting, p[:])
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return 0, false, nil
	}
	return p[0], err == nil, err
}
