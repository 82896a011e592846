package device

import (
	"sync"

	"handback/device/heard"
	"handback/device/smp"
	"handback/device/traffic"
)

// kept is how much of each direction a line remembers, in bytes: enough to
// tell who talks.
const kept = 1 << 10

// line counts what passes on a line, shows what arrives to who looks on, and
// remembers the end of it.
type line struct {
	smp.Conn
	count *traffic.Counter // the caller's; may be nil
	own   traffic.Counter
	tap   func(received []byte) // may be nil

	mu             sync.Mutex
	received, sent []byte
}

func newLine(conn smp.Conn, count *traffic.Counter, tap func([]byte)) *line {
	return &line{Conn: conn, count: count, tap: tap}
}

func (l *line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if n > 0 {
		l.count.Received(p[:n])
		l.own.Received(p[:n])
		l.keep(&l.received, p[:n])
		if l.tap != nil {
			l.tap(p[:n])
		}
	}
	return n, err
}

func (l *line) Write(p []byte) (int, error) {
	n, err := l.Conn.Write(p)
	l.count.Sent(n)
	l.own.Sent(n)
	l.keep(&l.sent, p[:n])
	return n, err
}

// keep appends to a memory and forgets its beginning.
func (l *line) keep(memory *[]byte, p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*memory = append(*memory, p[max(0, len(p)-kept):]...)
	if over := len(*memory) - kept; over > 0 {
		*memory = append((*memory)[:0], (*memory)[over:]...)
	}
}

// forget drops the memory of both directions.
func (l *line) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.received, l.sent = nil, nil
}

// ends are the last bytes of both directions.
func (l *line) ends() (received, sent []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]byte(nil), l.received...), append([]byte(nil), l.sent...)
}

// silent is what there is to say when nothing on the line answers.
func (l *line) silent(name string, baud int) *SilentError {
	received, sent := l.ends()
	c := l.own.Counts()
	return &SilentError{
		Path: name, Baud: baud, Sent: c.Sent, Received: c.Received,
		Heard: heard.Judge(received, sent), Sample: heard.Sample(received),
	}
}
