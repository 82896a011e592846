package device

import (
	"errors"
	"fmt"

	"handback/device/heard"
)

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
		Heard: heard.Judge(received, sent), Sample: heard.Sample(received),
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
