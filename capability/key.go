package capability

import (
	"encoding/hex"
	"fmt"
)

// PublicKey is an Ed25519 public key (RFC 8032). Its text form is 64 lower-case
// hexadecimal digits.
type PublicKey [32]byte

// MaxKeys bounds the keys that a device tells, and those of a configuration.
const MaxKeys = 16

func (k PublicKey) String() string { return hex.EncodeToString(k[:]) }

// MarshalText implements encoding.TextMarshaler.
func (k PublicKey) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (k *PublicKey) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(k)) {
		return fmt.Errorf("a public key has %d hexadecimal digits, not %d", hex.EncodedLen(len(k)), len(text))
	}
	if _, err := hex.Decode(k[:], text); err != nil {
		return fmt.Errorf("public key: %w", err)
	}
	return nil
}

// KeySource says from where a key of the portal's is known.
type KeySource string

// The sources. What a device trusts is good for a response that this device
// will load, and for receipts about it.
const (
	KeyConfigured KeySource = "configured" // the configuration here names it
	KeyOfDevice   KeySource = "device"     // the device told that it trusts it
)

// Checked says with which key of the portal's the signature of a message was
// found right, and from where that key is known.
type Checked struct {
	Key    PublicKey `json:"key"`
	Source KeySource `json:"source"`
}
