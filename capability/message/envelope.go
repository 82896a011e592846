package message

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"
)

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
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	if err := e.sign1.Verify(nil, verifier); err != nil {
		return fmt.Errorf("%w: %w", ErrSignature, err)
	}
	return nil
}
