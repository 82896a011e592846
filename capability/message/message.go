package message

import (
	"crypto/ed25519"
	"fmt"

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
