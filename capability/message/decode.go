package message

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"slices"

	"handback/capability"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
)

// Decode reads a message and checks its structure and its limits; no key is
// needed. The error is one of [ErrNotMessage], [ErrTruncated], [ErrTooLarge],
// [ErrVersion] and [ErrKind].
func Decode(data []byte) (*Message, error) {
	sealed, err := open(data)
	if err != nil {
		return nil, err
	}
	m := &Message{
		KeyID: sealed.keyID(), Digest: capability.DigestOf(data), Size: len(data), sealed: sealed,
	}
	payload := sealed.sign1.Payload
	head, err := decodeHead(payload)
	if err != nil {
		return nil, err
	}
	m.Kind = Kind(head.Kind)
	switch m.Kind {
	case KindRequest:
		var w wireRequest
		if err = unmarshal(payload, &w); err == nil {
			r := w.request()
			m.Request, err = &r, r.Check()
		}
	case KindResponse:
		var w wireResponse
		if err = unmarshal(payload, &w); err == nil {
			r := w.response()
			m.Response, err = &r, r.Check()
		}
	default:
		err = fmt.Errorf("%w: %.40q is neither a request nor a response", ErrKind, head.Kind)
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// decodeHead reads the two keys that every version has, whatever else is there.
func decodeHead(payload []byte) (wireHead, error) {
	var head wireHead
	mode, err := cbor.DecOptions{}.DecMode()
	if err != nil {
		return head, err
	}
	if err := mode.Unmarshal(payload, &head); err != nil {
		return head, fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	switch {
	case head.Version == 0:
		return head, fmt.Errorf("%w: it has no version", ErrNotMessage)
	case head.Version > Version:
		return head, fmt.Errorf("%w: version %d, this program reads up to %d", ErrVersion, head.Version, Version)
	}
	return head, nil
}

// unmarshal decodes the payload and proves by encoding it again that it was
// deterministic and complete.
func unmarshal[W any](payload []byte, into *W) error {
	mode, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		IndefLength:      cbor.IndefLengthForbidden,
		TagsMd:           cbor.TagsForbidden,
		UTF8:             cbor.UTF8RejectInvalid,
		MaxNestedLevels:  4,
		MaxArrayElements: MaxLines,
		MaxMapPairs:      16,

		ExtraReturnErrors: cbor.ExtraDecErrorUnknownField,
	}.DecMode()
	if err != nil {
		return err
	}
	if err := mode.Unmarshal(payload, into); err != nil {
		if _, tooMany := errors.AsType[*cbor.MaxArrayElementsError](err); tooMany {
			return fmt.Errorf("%w: a list has more than %d entries", ErrTooLarge, MaxLines)
		}
		return fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	again, err := marshal(*into)
	if err != nil {
		return err
	}
	if !bytes.Equal(again, payload) {
		return fmt.Errorf("%w: its payload is not in deterministic form, or not complete", ErrNotMessage)
	}
	return nil
}

// marshal encodes in the core deterministic encoding (RFC 8949, section 4.2.1).
func marshal[W any](w W) ([]byte, error) {
	options := cbor.CoreDetEncOptions()
	options.NilContainers = cbor.NilContainerAsEmpty
	mode, err := options.EncMode()
	if err != nil {
		return nil, err
	}
	return mode.Marshal(w)
}

// envelope is the COSE_Sign1 around a payload.
type envelope struct{ sign1 cose.Sign1Message }

// Headers are the COSE headers of every message, with the ID of the key that
// signs it. All of them are protected.
func Headers(key KeyID) cose.Headers {
	return cose.Headers{
		Protected: cose.ProtectedHeader{
			cose.HeaderLabelAlgorithm:   cose.AlgorithmEdDSA,
			cose.HeaderLabelContentType: MediaType,
			cose.HeaderLabelKeyID:       key[:],
		},
		Unprotected: cose.UnprotectedHeader{},
	}
}

// opening is how every message begins, up to the kid.
func opening() []byte {
	const protected = 8 + len(MediaType) + len(KeyID{}) // bytes of the header map
	head := []byte{0xd2, 0x84, 0x58, byte(protected), 0xa3, 0x01, 0x27, 0x03, 0x78, byte(len(MediaType))}
	return append(append(head, MediaType...), 0x04, 0x40|byte(len(KeyID{})))
}

// open takes the envelope apart. It accepts the one form only that sealing
// makes, so that no byte can change without changing the message.
func open(data []byte) (envelope, error) {
	start := opening()
	if n := min(len(data), len(start)); !bytes.Equal(data[:n], start[:n]) {
		return envelope{}, fmt.Errorf("%w: it does not begin as one", ErrNotMessage)
	}
	if len(data) > MaxSize {
		return envelope{}, fmt.Errorf("%w: more than %d bytes", ErrTooLarge, MaxSize)
	}
	if err := cbor.Wellformed(data); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return envelope{}, fmt.Errorf("%w: it ends after %d bytes", ErrTruncated, len(data))
	}
	var e envelope
	if err := e.sign1.UnmarshalCBOR(data); err != nil {
		return envelope{}, fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	again, err := e.sign1.MarshalCBOR()
	if err != nil || !bytes.Equal(again, data) || len(e.sign1.Headers.Unprotected) > 0 ||
		len(e.sign1.Signature) != ed25519.SignatureSize {
		return envelope{}, fmt.Errorf("%w: its envelope is not in deterministic form", ErrNotMessage)
	}
	return e, nil
}

func (e envelope) keyID() KeyID {
	kid, _ := e.sign1.Headers.Protected[cose.HeaderLabelKeyID].([]byte)
	var id KeyID
	copy(id[:], kid)
	return id
}

func (e envelope) verify(pub ed25519.PublicKey) error {
	verifier, err := cose.NewVerifier(cose.AlgorithmEdDSA, pub)
	if err == nil {
		err = e.sign1.Verify(nil, verifier)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}

// Detach gives the exact bytes that were signed, the Sig_structure of RFC 9052,
// section 4.4, without external data, and the 64 bytes of the signature: what
// any tool for Ed25519 checks with the public key.
func (m *Message) Detach() (signed, signature []byte, err error) {
	protected, err := m.sealed.sign1.Headers.MarshalProtected()
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	signed, err = marshal(struct {
		_         struct{} `cbor:",toarray"`
		Context   string
		Protected cbor.RawMessage
		External  []byte
		Payload   []byte
	}{Context: "Signature1", Protected: protected, External: []byte{}, Payload: m.sealed.sign1.Payload})
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	return signed, slices.Clone(m.sealed.sign1.Signature), nil
}

// Begins reports whether data begins as every message does, whatever follows.
func Begins(data []byte) bool {
	return bytes.HasPrefix(data, opening())
}

// First parts data into the message that it begins with and what follows it: a
// file can get bytes too many on its way. It is false when data begins with no
// whole message, however long the rest is.
func First(data []byte) (whole, rest []byte, found bool) {
	if !Begins(data) {
		return nil, nil, false
	}
	var envelope cbor.RawMessage
	rest, err := cbor.UnmarshalFirst(data, &envelope)
	if err == nil {
		whole = data[:len(data)-len(rest)]
		_, err = Decode(whole)
	}
	if err != nil {
		return nil, nil, false
	}
	return whole, rest, true
}
