package console

import (
	"context"
	"errors"
	"sync"
	"time"

	"handback/device/wire"
)

// ErrFlood says that a device sent more than anybody could want.
var ErrFlood = errors.New("the device sends without end")

const maxUnread = 1 << 20 // bytes

// link keeps what comes on a line for whoever asks next. It is what a file
// transfer takes bytes from.
type link struct {
	line *wire.Wire

	mu     sync.Mutex // guards what follows
	unread []byte
	heard  chan struct{} // filled when there is something unread
	lost   bool          // too much came to keep it
}

func newLink(conn Conn) *link {
	l := &link{heard: make(chan struct{}, 1)}
	l.line = wire.Start(conn, l.keep)
	return l
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
		case <-l.line.Ended():
			if n, err := l.take(p); n > 0 || err != nil {
				return n, err
			}
			return 0, l.line.Err()
		}
	}
}

// Write implements [modem.Line].
func (l *link) Write(ctx context.Context, p []byte) error {
	return l.line.Write(ctx, p, time.Time{})
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
