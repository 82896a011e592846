package message

import (
	"fmt"
	"time"
	"unicode/utf8"

	"handback/capability"
)

// maxTime is the last second of the year 9999 in Unix time, so that every time
// can be written as RFC 3339.
const maxTime = 253402300799

func checkHost(h capability.HostID) error {
	if err := h.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	return nil
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
