package message

import (
	"cmp"
	"fmt"
	"time"
	"unicode/utf8"

	"handback/capability"
)

// Request is what a device asks of the portal.
type Request struct {
	ID    ID
	Host  capability.HostID
	Clock time.Time         // the device's own, whole seconds; zero: it has none
	Last  *capability.Mark  // the last response processed; nil: none yet
	Lines []capability.Line // none: a sync, which confirms what Last names
}

// IsConfirmation reports whether the request has no lines: it asks for nothing
// and only proves what the device has loaded.
func (r Request) IsConfirmation() bool { return len(r.Lines) == 0 }

// Check reports whether the request is within the limits of the package. The
// error is an [ErrNotMessage] or [ErrTooLarge].
func (r Request) Check() error {
	if err := cmp.Or(checkHost(r.Host), checkTime("clock", r.Clock), checkLast(r.Last), checkNumber("lines", len(r.Lines))); err != nil {
		return err
	}
	seen := make(map[capability.ActivationID]bool, len(r.Lines))
	for _, l := range r.Lines {
		if err := l.ActivationID.Check(); err != nil {
			return fmt.Errorf("%w: %w", ErrNotMessage, err)
		}
		if l.Count < 0 || l.Count > capability.MaxCount {
			return fmt.Errorf("%w: count %d of %s is not possible", ErrNotMessage, l.Count, l.ActivationID)
		}
		if seen[l.ActivationID] {
			return fmt.Errorf("%w: %s comes twice", ErrNotMessage, l.ActivationID)
		}
		seen[l.ActivationID] = true
	}
	return nil
}

// Payload checks the request and encodes it, unsigned.
func (r Request) Payload() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	return marshal(r.wire())
}

// maxTime is the last second of the year 9999 in Unix time, so that every time
// can be written as RFC 3339.
const maxTime = 253402300799

func checkHost(h capability.HostID) error {
	if err := h.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	return nil
}

func checkLast(m *capability.Mark) error {
	if m == nil {
		return nil
	}
	return checkSeq(m.Seq)
}

func checkSeq(seq uint64) error {
	if seq < 1 || seq > MaxSeq {
		return fmt.Errorf("%w: sequence number %d is not possible", ErrNotMessage, seq)
	}
	return nil
}

func checkNumber(what string, n int) error {
	if n > MaxLines {
		return fmt.Errorf("%w: %d %s, more than %d", ErrTooLarge, n, what, MaxLines)
	}
	return nil
}

func checkText(what, text string) error {
	if len(text) > MaxText {
		return fmt.Errorf("%w: a %s has %d bytes, more than %d", ErrNotMessage, what, len(text), MaxText)
	}
	if !utf8.ValidString(text) {
		return fmt.Errorf("%w: a %s is not UTF-8", ErrNotMessage, what)
	}
	return nil
}

// checkTime lets the zero time pass: it stands for "none" or "never".
func checkTime(what string, t time.Time) error {
	if t.IsZero() {
		return nil
	}
	if unix := t.Unix(); unix < 1 || unix > maxTime {
		return fmt.Errorf("%w: the %s is %d seconds after 1970", ErrNotMessage, what, unix)
	}
	return nil
}
