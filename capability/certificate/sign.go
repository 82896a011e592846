package certificate

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// Namespace is what the signatures are for (PROTOCOL.sshsig of OpenSSH), so
// that one made for another purpose doesn't count here.
const Namespace = "handback"

const maxKeyFile = 64 << 10 // bytes

// Errors of signing; those of the system come through as they are.
var (
	ErrKey        = errors.New("this is no private key that can sign a certificate") // Ed25519 in a form that ssh-keygen writes
	ErrPassphrase = errors.New("the private key can't be unlocked")
)

// Sign signs data with an Ed25519 key as ssh-keygen keeps it, and gives the
// armored SSH signature: the contents of a .sig file. passphrase is asked only
// for a locked key; nil: there is nobody to ask.
func Sign(data []byte, privateKeyFile string, passphrase func() ([]byte, error)) ([]byte, error) {
	text, err := readKey(privateKeyFile)
	if err != nil {
		return nil, fmt.Errorf("signing: %w", err)
	}
	signer, err := unlock(text, passphrase)
	if err != nil {
		return nil, fmt.Errorf("signing with %s: %w", privateKeyFile, err)
	}
	if kind := signer.PublicKey().Type(); kind != ssh.KeyAlgoED25519 {
		return nil, fmt.Errorf("signing with %s: %w: it is of type %s, not %s", privateKeyFile, ErrKey, kind, ssh.KeyAlgoED25519)
	}
	sig, err := sshsig.Sign(bytes.NewReader(data), signer, sshsig.HashSHA512, Namespace)
	if err != nil {
		return nil, fmt.Errorf("signing with %s: %w", privateKeyFile, err)
	}
	return sshsig.Armor(sig), nil
}

func readKey(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxKeyFile+1))
	if err == nil && len(text) > maxKeyFile {
		err = fmt.Errorf("%w: %s has more than %d bytes", ErrKey, name, maxKeyFile)
	}
	return text, err
}

func unlock(text []byte, passphrase func() ([]byte, error)) (ssh.Signer, error) {
	signer, err := ssh.ParsePrivateKey(text)
	var locked *ssh.PassphraseMissingError
	switch {
	case err == nil:
		return signer, nil
	case !errors.As(err, &locked):
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	case passphrase == nil:
		return nil, fmt.Errorf("%w: it has a passphrase, and there is nobody to ask", ErrPassphrase)
	}
	words, err := passphrase()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPassphrase, err)
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("%w: no passphrase was given", ErrPassphrase)
	}
	signer, err = ssh.ParsePrivateKeyWithPassphrase(text, words)
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, fmt.Errorf("%w: it is another passphrase", ErrPassphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return signer, nil
}
