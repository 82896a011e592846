package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/signature"
	"handback/cmd/internal/config"
	"handback/cmd/internal/input"
	"handback/tui/text"
)

// signing is the configured key. It is loaded when a command needs it first, and
// the passphrase is asked for only once.
type signing struct {
	tried bool
	key   *signature.Key
	err   error
}

// signingKey is the configured key.
func (a *app) signingKey(ctx context.Context) (*signature.Key, error) {
	if a.config.SigningKey == "" {
		return nil, usagef("no signing-key is configured")
	}
	if s := &a.signing; !s.tried {
		s.tried = true
		s.key, s.err = signature.Load(ctx, a.config.SigningKey, func() ([]byte, error) { return a.passphrase(ctx) })
	}
	return a.signing.key, a.signing.err
}

// sign signs with the configured key.
func (a *app) sign(ctx context.Context, data []byte, n signature.Namespace) ([]byte, error) {
	key, err := a.signingKey(ctx)
	if err != nil {
		return nil, err
	}
	return key.Sign(ctx, data, n)
}

// signerOf names the known colleague who signed a case.
func (a *app) signerOf(record, armored []byte) (string, error) {
	s, err := a.config.Signers.Verify(record, armored, signature.Cases, time.Now())
	return s.Name, err
}

// passphrase asks for the passphrase of the signing key on the terminal.
func (a *app) passphrase(ctx context.Context) ([]byte, error) {
	if input.Terminal(a.in) == nil {
		return nil, errors.New("there is no terminal to ask at")
	}
	typed, err := a.secret(ctx, "Passphrase of the signing key: ")
	return []byte(typed), err
}

// portalKeys reads the public keys that the portal's messages are checked with.
func portalKeys(c config.Config) ([]capability.PublicKey, error) {
	var keys []capability.PublicKey
	for _, name := range c.PortalKeys {
		key, err := readPublicKey(name)
		if err != nil {
			return nil, fmt.Errorf("reading portal-keys: %w", err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}

// readPublicKey reads a key from PEM, or from the file that enrolls a device.
func readPublicKey(name string) (capability.PublicKey, error) {
	text, err := readBounded(text.Dropped(name), message.MaxEnrollment+1)
	if err != nil {
		return capability.PublicKey{}, err
	}
	if e, err := message.ReadEnrollment(bytes.NewReader(text)); err == nil {
		return capability.PublicKey(e.PublicKey), nil
	}
	key, err := message.ParsePublicKey(text)
	if err != nil {
		return capability.PublicKey{}, &fs.PathError{Op: "read", Path: name, Err: err}
	}
	return capability.PublicKey(key), nil
}
