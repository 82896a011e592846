package message

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"time"

	"handback/capability"
	"handback/capability/asciijson"
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

// MaxEnrollment is the size of an enrollment file, in bytes, that is read.
const MaxEnrollment = 1 << 20

// ErrEnrollment says that a file does not enroll a device.
var ErrEnrollment = errors.New("not an enrollment file")

// Enrollment is how a device introduces itself to the back office, once: who
// it is, the key that its requests are signed with and the licenses that it
// holds. As JSON it is an object with "device", "public_key" (32 bytes in
// base64) and "licenses". It is not signed: whoever enrolls a device vouches
// for the file.
type Enrollment struct {
	Device    capability.Identity  `json:"device"`
	PublicKey ed25519.PublicKey    `json:"public_key"`
	Licenses  []capability.License `json:"licenses"`
}

// ReadEnrollment reads and checks the JSON form, of at most [MaxEnrollment]
// bytes. The error is an [ErrEnrollment] unless reading failed.
func ReadEnrollment(from io.Reader) (Enrollment, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxEnrollment+1))
	if err != nil {
		return Enrollment{}, fmt.Errorf("reading an enrollment file: %w", err)
	}
	if len(data) > MaxEnrollment {
		return Enrollment{}, fmt.Errorf("%w: more than %d bytes", ErrEnrollment, MaxEnrollment)
	}
	var e Enrollment
	if err := json.Unmarshal(data, &e); err != nil {
		return Enrollment{}, fmt.Errorf("%w: %w", ErrEnrollment, err)
	}
	return e, e.Check()
}

// Write writes the JSON form. What changes all the time, the device's clock
// and its last response, is left out.
func (e Enrollment) Write(to io.Writer) error {
	if err := e.Check(); err != nil {
		return err
	}
	e.Device.Clock, e.Device.Last = time.Time{}, nil
	return asciijson.Write(to, e)
}

// Check reports whether the host ID, the key, the texts and the licenses are
// within the limits. The error is an [ErrEnrollment].
func (e Enrollment) Check() error {
	if err := e.Device.Host.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrEnrollment, err)
	}
	if len(e.PublicKey) != ed25519.PublicKeySize {
		return fmt.Errorf("%w: the public key has %d bytes, not %d", ErrEnrollment, len(e.PublicKey), ed25519.PublicKeySize)
	}
	for _, text := range []string{e.Device.Vendor, e.Device.Model, e.Device.Serial, e.Device.Firmware} {
		if len(text) > MaxText {
			return fmt.Errorf("%w: a text has %d bytes, more than %d", ErrEnrollment, len(text), MaxText)
		}
	}
	if err := capability.CheckLicenses(e.Licenses); err != nil {
		return fmt.Errorf("%w: %w", ErrEnrollment, err)
	}
	return nil
}
