package message

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
)

// KeyID tells which key signed a message: the first 8 bytes of the SHA-256 of
// the 32 bytes of the public key. It helps to find the key and to word errors;
// it proves nothing.
type KeyID [8]byte

// KeyIDOf is the ID of a public key.
func KeyIDOf(pub ed25519.PublicKey) KeyID {
	sum := sha256.Sum256(pub)
	return KeyID(sum[:len(KeyID{})])
}

func (k KeyID) String() string { return hex.EncodeToString(k[:]) }

// ErrPublicKey says that a text is not an Ed25519 public key.
var ErrPublicKey = errors.New("not an Ed25519 public key in PEM form")

const publicBlock = "PUBLIC KEY"

// MarshalPublicKey writes a PKIX public key (RFC 5280, RFC 8410) as PEM
// (RFC 7468).
func MarshalPublicKey(pub ed25519.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(pub)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPublicKey, err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: publicBlock, Bytes: der}), nil
}

// ParsePublicKey reads what [MarshalPublicKey] writes.
func ParsePublicKey(text []byte) (ed25519.PublicKey, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != publicBlock {
		return nil, ErrPublicKey
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPublicKey, err)
	}
	pub, ok := key.(ed25519.PublicKey)
	if !ok {
		return nil, fmt.Errorf("%w: it is another kind of key", ErrPublicKey)
	}
	return pub, nil
}
