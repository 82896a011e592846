package portal

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"handback/capability"
)

// State says how far the exchange of a request got.
type State string

// The states.
const (
	Sending   State = "sending"   // noted before it leaves: after a cut nobody knows whether it did
	Uncertain State = "uncertain" // it may have reached the portal
	NotSent   State = "not-sent"  // it surely has not
	Pending   State = "pending"   // it is on its way, and the response comes later
	Answered  State = "answered"
	Refusal   State = "refused"
)

// Open reports whether it is not known if the request reached the portal.
func (s State) Open() bool { return s == Sending || s == Uncertain }

// Record is what is known of the exchange of one request with one portal.
type Record struct {
	Key      capability.Digest `json:"key"` // see KeyOf
	Request  capability.Digest `json:"request"`
	Target   string            `json:"target"`
	State    State             `json:"state"`
	Times    int               `json:"times"`             // that the request may have reached the portal, at most MaxTimes
	Response capability.Digest `json:"response,omitzero"` // of an answer; zero: none was issued
	Code     string            `json:"code,omitempty"`    // of a refusal
	Text     string            `json:"text,omitempty"`    // the portal's words, or what went wrong; untrusted
}

// ErrRecord says that a record can't be one of an exchange.
var ErrRecord = errors.New("no exchange can be so")

// Check reports the first thing in a foreign record that is out of bounds, as an
// [ErrRecord].
func (r Record) Check() error {
	switch r.State {
	case Sending, Uncertain, NotSent, Pending, Answered, Refusal:
	default:
		return fmt.Errorf("%w: its state is %.40q", ErrRecord, string(r.State))
	}
	switch {
	case r.Key.IsZero() || r.Request.IsZero():
		return fmt.Errorf("%w: it has no digest", ErrRecord)
	case r.Times < 0 || r.Times > MaxTimes:
		return fmt.Errorf("%w: it was sent %d times, 0 to %d are possible", ErrRecord, r.Times, MaxTimes)
	case len(r.Target) > capability.MaxText || len(r.Code) > capability.MaxText || len(r.Text) > capability.MaxText:
		return fmt.Errorf("%w: a text has more than %d bytes", ErrRecord, capability.MaxText)
	}
	return nil
}

// KeyOf names the exchange of a request with a portal: the same bytes for the same
// address are the same exchange, from whichever laptop and under whichever name.
func KeyOf(t Target, request []byte) capability.Digest {
	sum := sha256.New()
	for _, part := range [][]byte{[]byte(t.Kind), []byte(t.Address), request} {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(part)))
		sum.Write(size[:])
		sum.Write(part)
	}
	return capability.Digest(sum.Sum(nil))
}

// Journal keeps the records of exchanges where a cut can't take them away.
type Journal interface {
	// Last gives the newest record of an exchange; false: there is none.
	Last(key capability.Digest) (Record, bool)

	// Note writes a record down. It returns once the record is durable. A record
	// that is Answered comes with the response, which is made durable first.
	Note(ctx context.Context, r Record, response []byte) error
}
