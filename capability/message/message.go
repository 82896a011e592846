// Package message is the open form of capability requests and responses: the
// files that travel between a device and the portal when no vendor's own
// format is used. Anyone can read them; only the device can make a request and
// only the back office a response (see package seal).
//
// A message is a COSE_Sign1 (RFC 9052, section 4.2) signed with Ed25519
// (EdDSA, RFC 9053, section 2.2) over a payload in the core deterministic
// encoding of CBOR (RFC 8949, section 4.2.1). In CDDL (RFC 8610):
//
//	message   = #6.18([protected, {}, payload, signature])
//	protected = bstr .cbor { 1: -8,                             ; alg: EdDSA
//	                         3: "application/vnd.handback+cbor", ; content type
//	                         4: bstr .size 8 }                   ; kid: KeyIDOf
//	payload   = bstr .cbor (request / response)
//	signature = bstr .size 64
//
//	request = {
//	  1: version, 2: "request", 3: id, 4: host,
//	  5: time / 0,                ; the device's clock; 0: it has none
//	  6: mark / null,             ; the last response processed: the proof
//	  7: [* line],                ; empty: a sync, that is, a confirmation
//	}
//	response = {
//	  1: version, 2: "response", 3: id, 4: host,
//	  5: time,                    ; issued
//	  6: time / 0,                ; expires; 0: never
//	  7: seq,
//	  8: id / null,               ; the request that it answers
//	  9: [* right],               ; ALL rights from now on, not a difference
//	  10: bool,                   ; whether the portal waits for a confirmation
//	  11: [* note],
//	}
//
//	version = 1
//	id      = bstr .size 16
//	host    = [type: printable .size (1..32), value: printable .size (1..128)]
//	mark    = [seq, sha256: bstr .size 32]  ; of all bytes of the response
//	line    = [activation-id, remaining: count]
//	right   = [activation-id, feature: text, version: text, count, expires: time / 0]
//	note    = [activation-id / "", code: 1..255, text]
//	activation-id = printable .size (1..128)
//	printable     = tstr          ; ASCII 0x21 to 0x7e
//	text          = tstr .size (0..512)
//	count         = 0..2147483647
//	seq           = 1..9223372036854775807
//	time          = 1..253402300799         ; Unix seconds, up to the year 9999
//
// The order of the bytes is fixed in full, envelope included: a message has
// one form only, so its SHA-256 names it. Everything before the kid is the
// same in every message; later versions keep this opening and the keys 1 and 2
// of the payload, so that an older reader can tell a newer message from noise.
package message

import (
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"handback/capability"
)

// Version is the version of the messages that this package writes and reads.
const Version = 1

// Limits of a message. More is refused, never cut.
const (
	MaxSize  = 64 << 10               // bytes, envelope included
	MaxLines = capability.MaxLicenses // lines of a request, rights or notes of a response
	MaxText  = capability.MaxText     // bytes of one text
	MaxSeq   = 1<<63 - 1              // what an SQL integer holds
)

// MediaType is the COSE content type of a payload (RFC 9052, section 3.1).
const MediaType = "application/vnd.handback+cbor"

// Kind tells requests from responses.
type Kind string

// The kinds.
const (
	KindRequest  Kind = "request"
	KindResponse Kind = "response"
)

// Message is a decoded message whose structure and limits are checked, but
// whose signature is not: see [Message.Verify]. Exactly one of Request and
// Response is set.
type Message struct {
	Kind     Kind
	Request  *Request
	Response *Response

	KeyID  KeyID             // of the key that it says it is signed with
	Digest capability.Digest // SHA-256 of all its bytes
	Size   int               // bytes, envelope included

	sealed envelope
}

// Host is the device that the message comes from or is meant for.
func (m *Message) Host() capability.HostID {
	if m.Request != nil {
		return m.Request.Host
	}
	return m.Response.Host
}

// Verify checks the signature against the public key of the device, for a
// request, or of the back office, for a response. The error is an
// [ErrSignature].
func (m *Message) Verify(pub ed25519.PublicKey) error {
	if len(pub) != ed25519.PublicKeySize {
		return fmt.Errorf("%w: a public key has %d bytes, not %d", ErrSignature, ed25519.PublicKeySize, len(pub))
	}
	if want := KeyIDOf(pub); m.KeyID != want {
		return fmt.Errorf("%w: it is signed with key %s, not with %s", ErrSignature, m.KeyID, want)
	}
	return m.sealed.verify(pub)
}

// Want returns an [ErrKind] unless the message is of the kind.
func (m *Message) Want(kind Kind) error {
	if m.Kind != kind {
		return fmt.Errorf("%w: this is a %s, not a %s", ErrKind, m.Kind, kind)
	}
	return nil
}

// ForHost returns an [ErrHost] that names both hosts unless the message
// belongs to the device.
func (m *Message) ForHost(host capability.HostID) error {
	if m.Host() != host {
		return fmt.Errorf("%w: it is for %s, this is %s", ErrHost, m.Host(), host)
	}
	return nil
}

// AnsweredBy reports whether data is a response to this request that its device
// can load: it is for the device, answers the request, and is newer than what
// the device had processed. The signature is not looked at.
func (m *Message) AnsweredBy(data []byte) bool {
	answer, err := Decode(data)
	if err != nil || m.Request == nil || answer.Response == nil {
		return false
	}
	q, r := m.Request, answer.Response
	return r.Host == q.Host && r.Answers != nil && *r.Answers == q.ID && (q.Last == nil || r.Seq > q.Last.Seq)
}

// ID names one request or response. It is random; its text form is 32
// lower-case hexadecimal digits.
type ID [16]byte

// NewID takes an ID from a source of randomness.
func NewID(random io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(random, id[:]); err != nil {
		return ID{}, fmt.Errorf("no randomness for a message ID: %w", err)
	}
	return id, nil
}

func (id ID) String() string { return hex.EncodeToString(id[:]) }

// MarshalText implements encoding.TextMarshaler.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (id *ID) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(id)) {
		return fmt.Errorf("a message ID has %d hexadecimal digits, not %d", hex.EncodedLen(len(id)), len(text))
	}
	if _, err := hex.Decode(id[:], text); err != nil {
		return fmt.Errorf("message ID: %w", err)
	}
	return nil
}

// What can be wrong with a message. Each error returned by this package wraps
// one of them and says more.
var (
	ErrNotMessage = errors.New("not a Handback message")
	ErrTruncated  = errors.New("the message is truncated")
	ErrTooLarge   = errors.New("the message is too large")
	ErrVersion    = errors.New("the message has a newer version than this program knows")
	ErrKind       = errors.New("the wrong kind of message")
	ErrSignature  = errors.New("the signature is not right")
	ErrHost       = errors.New("the message is for another device")
)
