// Package seal signs messages. It is the only place that handles private keys:
// a device seals its requests, a back office its responses, and nothing else
// imports it.
package seal

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"

	"handback/capability/message"

	"github.com/veraison/go-cose"
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

// ErrKey says that a text or value is not an Ed25519 private key.
var ErrKey = errors.New("not an Ed25519 private key")

const privateBlock = "PRIVATE KEY"

// NewKey makes a private key from a source of randomness.
func NewKey(random io.Reader) (ed25519.PrivateKey, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("no randomness for a key: %w", err)
	}
	return ed25519.NewKeyFromSeed(seed), nil
}

// Public is the public half of a private key.
func Public(key ed25519.PrivateKey) (ed25519.PublicKey, error) {
	if len(key) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("%w: it has %d bytes", ErrKey, len(key))
	}
	return ed25519.PublicKey(key[ed25519.PrivateKeySize-ed25519.PublicKeySize:]), nil
}

// MarshalKey writes a PKCS #8 private key (RFC 5958, RFC 8410) as PEM
// (RFC 7468), not encrypted. Public keys have
// [handback/capability/message.MarshalPublicKey].
func MarshalKey(key ed25519.PrivateKey) ([]byte, error) {
	if _, err := Public(key); err != nil {
		return nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: privateBlock, Bytes: der}), nil
}

// ParseKey reads what [MarshalKey] writes.
func ParseKey(text []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != privateBlock {
		return nil, fmt.Errorf("%w in PEM form", ErrKey)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%w: it is another kind of key", ErrKey)
	}
	return key, nil
}
