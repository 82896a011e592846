package signature

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strings"

	"handback/capability/plainfile"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

// Namespace is what a signature is for, so that one made for another purpose
// doesn't count.
type Namespace string

// The namespaces.
const (
	Certificates Namespace = "handback"          // certificates of returns
	Cases        Namespace = "handback-case"     // return.json on a stick
	Lists        Namespace = "handback-list"     // of returns that a person proposes
	Approvals    Namespace = "handback-approval" // of such a list, by another person
)

const (
	maxKeyFile   = 64 << 10 // bytes
	publicEnding = ".pub"   // of the public half's file, as ssh-keygen names it
)

// Errors of the signing key; those of the system come through as they are.
var (
	ErrKey        = errors.New("this is no private key that can sign") // Ed25519, ECDSA or RSA in a form that ssh-keygen writes
	ErrPassphrase = errors.New("the private key can't be unlocked")
	ErrAgent      = errors.New("no ssh-agent signs with this key")
)

// ExposedError says that others than its owner can read the file of a private
// key.
type ExposedError struct {
	Path string
	Mode fs.FileMode
}

func (e *ExposedError) Error() string {
	return fmt.Sprintf("others can read the private key %q, its mode is %04o", e.Path, e.Mode)
}

// Key signs. Its private half is in memory, or with the ssh-agent alone.
type Key struct {
	public ssh.PublicKey
	signer ssh.Signer // nil: the agent signs
}

// Load readies the key of that file: one that isn't locked as it is, a locked
// one by the ssh-agent that holds it (SSH_AUTH_SOCK), or by its passphrase,
// which is asked for only then; nil: there is nobody to ask. The name may be
// that of the public half, or of a private one that isn't here while its public
// half is: then only an agent can sign. The context ends every wait.
func Load(ctx context.Context, name string, passphrase func() ([]byte, error)) (*Key, error) {
	k, err := load(ctx, name, passphrase)
	if err == nil {
		err = k.check()
	}
	if err != nil {
		return nil, fmt.Errorf("signing with %s: %w", name, err)
	}
	return k, nil
}

func load(ctx context.Context, name string, passphrase func() ([]byte, error)) (*Key, error) {
	text, mode, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if public := publicHalf(name); public != nil {
			return fromAgent(ctx, public)
		}
	}
	if err != nil {
		return nil, err
	}
	if public, _, _, _, err := ssh.ParseAuthorizedKey(text); err == nil {
		return fromAgent(ctx, public)
	}
	if mode&0o077 != 0 && runtime.GOOS != "windows" { // Windows has no such bits
		return nil, &ExposedError{Path: name, Mode: mode}
	}
	signer, err := ssh.ParsePrivateKey(text)
	if err == nil {
		return &Key{signer.PublicKey(), signer}, nil
	}
	locked, ok := errors.AsType[*ssh.PassphraseMissingError](err)
	if !ok {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	public := locked.PublicKey
	if public == nil { // older forms hide it
		public = publicHalf(name)
	}
	return fromLocked(ctx, text, public, passphrase)
}

// fromLocked asks the agent before it asks a person.
func fromLocked(ctx context.Context, text []byte, public ssh.PublicKey, passphrase func() ([]byte, error)) (*Key, error) {
	why := ErrAgent
	if public != nil {
		var k *Key
		if k, why = fromAgent(ctx, public); why == nil {
			return k, nil
		}
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	signer, err := unlock(text, passphrase)
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", err, why)
	}
	return &Key{signer.PublicKey(), signer}, nil
}

func unlock(text []byte, passphrase func() ([]byte, error)) (ssh.Signer, error) {
	if passphrase == nil {
		return nil, fmt.Errorf("%w: it has a passphrase, and there is nobody to ask", ErrPassphrase)
	}
	words, err := passphrase()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrPassphrase, err)
	}
	if len(words) == 0 {
		return nil, fmt.Errorf("%w: no passphrase was given", ErrPassphrase)
	}
	signer, err := ssh.ParsePrivateKeyWithPassphrase(text, words)
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, fmt.Errorf("%w: it is another passphrase", ErrPassphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	return signer, nil
}

// check refuses the kinds that not everybody can verify: DSA, and those of
// security keys and of certificates.
func (k *Key) check() error {
	kinds := []string{ssh.KeyAlgoED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoRSA}
	if kind := k.public.Type(); !slices.Contains(kinds, kind) {
		return fmt.Errorf("%w: it is of type %s", ErrKey, kind)
	}
	return nil
}

// Fingerprint names the key as "ssh-keygen -l" does.
func (k *Key) Fingerprint() string { return ssh.FingerprintSHA256(k.public) }

// Public is the public half as a line of authorized_keys(5), without a comment.
func (k *Key) Public() string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(k.public)))
}

// Sign signs data and gives the armored SSH signature: the contents of a .sig
// file. An agent may ask its user first; the context ends the wait.
func (k *Key) Sign(ctx context.Context, data []byte, n Namespace) ([]byte, error) {
	var armored []byte
	with := func(s ssh.Signer) error {
		sig, err := sshsig.Sign(bytes.NewReader(data), s, sshsig.HashSHA512, string(n))
		if err != nil {
			return err
		}
		armored = sshsig.Armor(sig)
		return sshsig.Verify(bytes.NewReader(data), sig, k.public, sshsig.HashSHA512, string(n)) // agents are other people's programs
	}
	var err error
	if k.signer != nil {
		err = with(k.signer)
	} else {
		err = withAgent(ctx, k.public, with)
	}
	if err != nil {
		return nil, fmt.Errorf("signing with the key %s: %w", k.Fingerprint(), err)
	}
	return armored, nil
}

// publicHalf reads the public key beside a private one; nil: there is none.
func publicHalf(name string) ssh.PublicKey {
	text, _, err := readFile(name + publicEnding)
	if err != nil {
		return nil
	}
	public, _, _, _, err := ssh.ParseAuthorizedKey(text)
	if err != nil {
		return nil
	}
	return public
}

// readFile reads a regular file of a bounded size; a pipe would hold us up.
func readFile(name string) ([]byte, fs.FileMode, error) {
	text, err := plainfile.Read(name, maxKeyFile+1, fmt.Errorf("%w: %s is no file", ErrKey, name))
	if err != nil {
		return nil, 0, err
	}
	if len(text) > maxKeyFile {
		return nil, 0, fmt.Errorf("%w: %s has more than %d bytes", ErrKey, name, maxKeyFile)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, 0, err
	}
	return text, info.Mode().Perm(), nil
}
