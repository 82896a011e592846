// Package signature makes and checks detached SSH signatures (PROTOCOL.sshsig
// of OpenSSH): those of certificates and those of cases on a stick. ssh-keygen
// makes and checks the same ones:
//
//	ssh-keygen -Y sign   -n NAMESPACE -f KEY < FILE > FILE.sig
//	ssh-keygen -Y verify -n NAMESPACE -f SIGNERS -I WHO -s FILE.sig < FILE
//
// A [Key] is the user's own: a file as ssh-keygen writes it, or one that an
// ssh-agent holds. [Signers] are the people whose signatures count, as the list
// in ssh-keygen(1), ALLOWED SIGNERS, names them. What a signature says is who
// signed, never that the words are true.
package signature

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"handback/capability"

	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"
)

const maxSignature = 16 << 10 // bytes; one of an RSA key of 16384 bits has 6 KiB

// Errors of a signature.
var (
	ErrForm      = errors.New("this is no SSH signature")
	ErrUnknown   = errors.New("it is not signed with a known key")
	ErrWrong     = errors.New("the signature is not of this text")
	ErrNamespace = errors.New("the signature was made for another purpose")
	ErrExpired   = errors.New("the key does not count at this time")
)

// Signer is who signed.
type Signer struct {
	Name        string // as the list of signers has it; may be a pattern
	Fingerprint string // of the key, as "ssh-keygen -l" prints it
}

// Verify says who signed data for that purpose; now tells which keys count. The
// list may name a key more than once: the first line that allows it decides.
func (l Signers) Verify(data, armored []byte, n Namespace, now time.Time) (Signer, error) {
	if len(armored) > maxSignature {
		return Signer{}, fmt.Errorf("%w: it has more than %d bytes", ErrForm, maxSignature)
	}
	sig, err := sshsig.Unarmor(armored)
	if err != nil {
		return Signer{}, fmt.Errorf("%w: %s", ErrForm, capability.Printable(err.Error()))
	}
	fingerprint := ssh.FingerprintSHA256(sig.PublicKey)
	lines := l.of(sig.PublicKey)
	switch {
	case len(lines) == 0:
		return Signer{}, fmt.Errorf("%w: %s", ErrUnknown, fingerprint)
	case sig.Namespace != string(n):
		return Signer{}, fmt.Errorf("%w: %q, not %q", ErrNamespace, capability.Printable(sig.Namespace), n)
	case sshsig.Verify(bytes.NewReader(data), sig, lines[0].key, sig.HashAlgorithm, string(n)) != nil:
		return Signer{}, fmt.Errorf("%w: %s signed another one", ErrWrong, lines[0].name)
	}
	var problems []error
	for _, line := range lines {
		if err := line.allows(n, now); err != nil {
			problems = append(problems, err)
			continue
		}
		return Signer{Name: line.name, Fingerprint: fingerprint}, nil
	}
	return Signer{}, problems[0]
}

func (l Signers) of(key ssh.PublicKey) []signerLine {
	var all []signerLine
	for _, line := range l.lines {
		if bytes.Equal(line.key.Marshal(), key.Marshal()) {
			all = append(all, line)
		}
	}
	return all
}

// allows says whether a key counts for a purpose at a time; its limits are
// within.
func (s signerLine) allows(n Namespace, now time.Time) error {
	switch {
	case s.namespaces != nil && !s.namespaces.match(string(n)):
		return fmt.Errorf("%w: the key of %s is not for %q", ErrNamespace, s.name, n)
	case !s.after.IsZero() && now.Before(s.after):
		return fmt.Errorf("%w: that of %s counts from %s on", ErrExpired, s.name, s.after.Format(time.RFC3339))
	case !s.before.IsZero() && now.Truncate(time.Second).After(s.before):
		return fmt.Errorf("%w: that of %s counted until %s", ErrExpired, s.name, s.before.Format(time.RFC3339))
	}
	return nil
}
