package message

import (
	"fmt"
	"slices"

	"github.com/fxamacker/cbor/v2"
)

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
