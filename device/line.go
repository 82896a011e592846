package device

import (
	"errors"
	"fmt"
	"sync"

	"handback/device/heard"
	"handback/device/smp"
	"handback/device/traffic"
)

// kept is how much of each direction a line keeps, in bytes: enough to tell who
// talks.
const kept = 1 << 10

// line counts what passes on a line, shows what arrives to the tap, and keeps
// the end of both directions.
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

// keep appends to what is kept of a direction and drops its beginning.
func (l *line) keep(end *[]byte, p []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*end = append(*end, p[max(0, len(p)-kept):]...)
	if over := len(*end) - kept; over > 0 {
		*end = append((*end)[:0], (*end)[over:]...)
	}
}

// forget drops what is kept of both directions.
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

// errConsoleHeard says that what was heard must not be asked anything.
var errConsoleHeard = errors.New("a console was heard")

// guardedLine is a line on which nothing more is sent where it would be taken
// for a user name, a password or a command of a boot loader: devices count
// failed logins. The guard ends when somebody has answered in SMP.
type guardedLine struct {
	*line
	count   *traffic.Counter // of the answers
	before  int64            // answers on other lines
	stopped heard.Kind       // what was heard that must not be asked more; empty: nothing
}

func guard(l *line, count *traffic.Counter) *guardedLine {
	return &guardedLine{line: l, count: count, before: count.Counts().Messages}
}

func (g *guardedLine) Write(p []byte) (int, error) {
	if g.count.Counts().Messages == g.before {
		if kind := heard.Classify(g.ends()); kind.TakesInput() {
			g.stopped = kind
			return 0, errConsoleHeard
		}
	}
	return g.line.Write(p)
}

// ErrSilent is what a *SilentError is.
var ErrSilent = errors.New("nothing on the port answers")

// SilentError says that a port could be opened but nothing on it answers.
// What was received tells why; see Causes.
type SilentError struct {
	Path     string
	Baud     int        // bits a second
	Sent     int64      // bytes
	Received int64      // bytes
	Heard    heard.Kind // what the last of it sounds like
	Sample   string     // the last line of text that was received, fit to be shown; empty: none
}

// silent is what there is to say when nothing on the line answers.
func (l *line) silent(name string, baud int) *SilentError {
	received, sent := l.ends()
	c := l.own.Counts()
	return &SilentError{
		Path: name, Baud: baud, Sent: c.Sent, Received: c.Received,
		Heard: heard.Classify(received, sent), Sample: heard.Sample(received),
	}
}

func (e *SilentError) Error() string {
	return fmt.Sprintf("%s: %v; %d bytes sent, %d received, heard %s", e.Path, ErrSilent, e.Sent, e.Received, e.Heard)
}

func (e *SilentError) Unwrap() error { return ErrSilent }

// Cause is a usual reason why nothing on a line answers.
type Cause string

// The usual causes.
const (
	CauseNoPower   Cause = "the device is off, or the cable is not in"
	CauseCrossed   Cause = "transmit and receive are swapped: straight cable for null modem, or the other way round"
	CauseWrongRate Cause = "the rate is another"
	CauseFlow      Cause = "the device waits for hardware flow control"
	CauseLevel     Cause = "the levels don't fit: RS-232 on one side, TTL on the other, or no common ground"
	CauseJoined    Cause = "transmit and receive are joined: what is sent comes back"
	CauseConsole   Cause = "the device has a console and needs a profile"
	CauseLoader    Cause = "the device has not started: its boot loader waits"
)

// Causes are the usual causes of such a silence, the most likely first.
func (e *SilentError) Causes() []Cause {
	switch {
	case e.Received == 0:
		return []Cause{CauseNoPower, CauseCrossed, CauseWrongRate, CauseFlow}
	case e.Heard == heard.Echo:
		return []Cause{CauseJoined, CauseConsole}
	case e.Heard == heard.Loader:
		return []Cause{CauseLoader}
	case e.Heard.Legible():
		return []Cause{CauseConsole}
	default:
		return []Cause{CauseWrongRate, CauseLevel}
	}
}
