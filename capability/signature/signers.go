package signature

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"handback/capability"

	"golang.org/x/crypto/ssh"
)

// Limits of a list of signers.
const (
	MaxList    = 256 << 10 // bytes
	maxSigners = 1000
)

const weak = "ssh-dss" // DSA, which OpenSSH no longer takes

// ErrSigners says that a list of signers can't be used.
var ErrSigners = errors.New("this is no list of allowed signers")

// LineError says in which line of a list of signers something is wrong.
type LineError struct {
	Line int // from 1; 0: not in one line
	Err  error
}

func (e *LineError) Error() string {
	if e.Line == 0 {
		return e.Err.Error()
	}
	return fmt.Sprintf("line %d: %v", e.Line, e.Err)
}

// Unwrap gives what is wrong.
func (e *LineError) Unwrap() error { return e.Err }

// Signers are the people whose signatures count. None do by the zero value.
type Signers struct{ lines []signerLine }

// signerLine is one key and for whom, for what and when it counts.
type signerLine struct {
	name          string
	key           ssh.PublicKey
	namespaces    *patterns // nil: any
	after, before time.Time // zero: no limit
}

// ReadSigners reads a list as ssh-keygen(1) describes it under ALLOWED SIGNERS.
// Times without a Z are of the zone. Each line needs a principal that is no
// pattern: who signed is told by it. Authorities that certify keys are not
// supported. What is wrong is a *[LineError] of [ErrSigners].
func ReadSigners(r io.Reader, zone *time.Location) (Signers, error) {
	text, err := io.ReadAll(io.LimitReader(r, MaxList+1))
	if err != nil {
		return Signers{}, err
	}
	if len(text) > MaxList {
		return Signers{}, &LineError{Err: fmt.Errorf("%w: it has more than %d bytes", ErrSigners, MaxList)}
	}
	var l Signers
	number := 0
	for line := range strings.Lines(strings.TrimPrefix(string(text), "\ufeff")) { // as Windows editors begin a file
		number++
		if line = strings.Trim(line, " \t\r\n"); line == "" || line[0] == '#' {
			continue
		}
		s, err := parseSigner(line, zone)
		if err == nil && len(l.lines) == maxSigners {
			err = fmt.Errorf("more than %d signers", maxSigners)
		}
		if err != nil {
			return Signers{}, &LineError{number, fmt.Errorf("%w: %w", ErrSigners, err)}
		}
		l.lines = append(l.lines, s)
	}
	return l, nil
}

// parseSigner reads one line: principals, options if any, the key.
func parseSigner(line string, zone *time.Location) (signerLine, error) {
	who, rest, err := cutPrincipals(line)
	if err != nil {
		return signerLine{}, err
	}
	s := signerLine{}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	if err != nil {
		return signerLine{}, fmt.Errorf("no key that is understood follows the name: %s", capability.Printable(err.Error()))
	}
	s.key = key
	if _, certified := key.(*ssh.Certificate); certified || key.Type() == weak {
		return signerLine{}, fmt.Errorf("keys of type %s are not supported", key.Type())
	}
	for n, o := range options {
		if err := s.take(o, zone); err != nil {
			return signerLine{}, fmt.Errorf("option %d: %w", n+1, err)
		}
	}
	if !s.after.IsZero() && !s.before.IsZero() && !s.before.After(s.after) {
		return signerLine{}, errors.New("valid-before is not later than valid-after")
	}
	if s.name, err = nameOf(who); err != nil {
		return signerLine{}, err
	}
	return s, nil
}

// cutPrincipals cuts the first field off, which may be quoted.
func cutPrincipals(line string) (who, rest string, err error) {
	if quoted, yes := strings.CutPrefix(line, `"`); yes {
		who, rest, yes = strings.Cut(quoted, `"`)
		if !yes {
			return "", "", errors.New("the quotes around the name don't end")
		}
		return who, rest, nil
	}
	end := strings.IndexAny(line, " \t")
	if end < 0 {
		return "", "", errors.New("no key follows the name")
	}
	return line[:end], line[end:], nil
}

// nameOf is the first principal that is a name. One that is excluded, or a
// pattern, says of nobody that he signed.
func nameOf(principals string) (string, error) {
	all := strings.Split(principals, ",")
	for _, p := range all {
		if p == "" || len(p) > capability.MaxText || capability.Printable(p) != p {
			return "", fmt.Errorf("the name %q can't be shown, or is empty", capability.Printable(p))
		}
	}
	named := slices.IndexFunc(all, func(p string) bool { return !strings.HasPrefix(p, "!") && !strings.ContainsAny(p, "*?") })
	if named < 0 {
		return "", errors.New("nobody is named: a pattern fits anybody, and whoever signed is told by name")
	}
	return all[named], nil
}
