// Package seal signs messages. It is the only place that handles private keys:
// a device seals its requests, a back office its responses, and nothing else
// imports it.
package seal

import (
	"crypto/ed25519"
	"fmt"

	"github.com/veraison/go-cose"

	"handback/capability/message"
)

// Request signs a request with the device's key. A request beyond the limits
// of package message is refused with that package's errors. Ed25519 needs no
// randomness (RFC 8032), so the same request gives the same bytes again.
func Request(r message.Request, key ed25519.PrivateKey) ([]byte, error) {
	payload, err := r.Payload()
	if err != nil {
		return nil, err
	}
	return sign(payload, key)
}

// Response signs a response with the back office's key; otherwise as [Request].
func Response(r message.Response, key ed25519.PrivateKey) ([]byte, error) {
	payload, err := r.Payload()
	if err != nil {
		return nil, err
	}
	return sign(payload, key)
}

func sign(payload []byte, key ed25519.PrivateKey) ([]byte, error) {
	pub, err := Public(key)
	if err != nil {
		return nil, err
	}
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, key)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	sealed, err := cose.Sign1(nil, signer, message.Headers(message.KeyIDOf(pub)), payload, nil)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	if len(sealed) > message.MaxSize {
		return nil, fmt.Errorf("%w: %d bytes, more than %d", message.ErrTooLarge, len(sealed), message.MaxSize)
	}
	return sealed, nil
}
