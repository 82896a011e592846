package signature

import (
	"errors"
	"fmt"
	"io"
	"regexp"
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
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(rest))
	if err != nil {
		return signerLine{}, fmt.Errorf("no key that is understood follows the name: %s", capability.Printable(err.Error()))
	}
	s := signerLine{key: key}
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
	s.name, err = nameOf(who)
	return s, err
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
// pattern, says about nobody that he signed.
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

// take reads one option. An option that isn't known is an error: it may be a
// limit.
func (s *signerLine) take(option string, zone *time.Location) error {
	key, quoted, valued := strings.Cut(option, "=")
	key = strings.ToLower(key)
	switch {
	case key == "cert-authority":
		return errors.New("cert-authority is not supported: name the signers' own keys")
	case !valued || key != "namespaces" && key != "valid-after" && key != "valid-before":
		return fmt.Errorf("%q is not known", capability.Printable(option))
	}
	value, err := unquote(quoted)
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	switch key {
	case "namespaces":
		if s.namespaces != nil {
			return fmt.Errorf("%s stands there twice", key)
		}
		s.namespaces, err = parsePatterns(value)
	case "valid-after":
		err = takeTime(&s.after, value, zone)
	case "valid-before":
		err = takeTime(&s.before, value, zone)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", key, err)
	}
	return nil
}

// unquote takes the quotes off, which must be there; \" is a quote.
func unquote(text string) (string, error) {
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return "", errors.New("the value must stand in quotes")
	}
	inside := text[1 : len(text)-1]
	if strings.Contains(strings.ReplaceAll(inside, `\"`, ""), `"`) {
		return "", errors.New("a quote stands in the value")
	}
	return strings.ReplaceAll(inside, `\"`, `"`), nil
}

// takeTime reads YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, in UTC with a Z
// behind it.
func takeTime(to *time.Time, text string, zone *time.Location) error {
	if !to.IsZero() {
		return errors.New("it stands there twice")
	}
	digits, utc := strings.CutSuffix(text, "Z")
	if utc {
		zone = time.UTC
	}
	const layout = "20060102150405"
	var err error
	switch len(digits) {
	case len("YYYYMMDD"), len("YYYYMMDDHHMM"), len(layout):
		*to, err = time.ParseInLocation(layout[:len(digits)], digits, zone)
	default:
		err = errors.New("wrong length")
	}
	if err != nil || to.Unix() <= 0 {
		return fmt.Errorf("%q is no time: YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, with a Z for UTC", capability.Printable(text))
	}
	return nil
}

// patterns is a pattern list (ssh_config(5), PATTERNS): * is any text and ? any
// character; one with ! in front excludes.
type patterns struct{ yes, no []*regexp.Regexp }

func parsePatterns(list string) (*patterns, error) {
	p := &patterns{}
	for one := range strings.SplitSeq(list, ",") {
		text, excluded := strings.CutPrefix(one, "!")
		if text == "" {
			return nil, errors.New("a pattern is empty")
		}
		form := strings.NewReplacer(`\*`, `.*`, `\?`, `.`).Replace(regexp.QuoteMeta(text))
		compiled, err := regexp.Compile(`(?s)\A` + form + `\z`)
		if err != nil {
			return nil, fmt.Errorf("%q is no pattern", capability.Printable(one))
		}
		if excluded {
			p.no = append(p.no, compiled)
		} else {
			p.yes = append(p.yes, compiled)
		}
	}
	return p, nil
}

func (p *patterns) match(text string) bool { return matchAny(p.yes, text) && !matchAny(p.no, text) }

func matchAny(all []*regexp.Regexp, text string) bool {
	return slices.ContainsFunc(all, func(one *regexp.Regexp) bool { return one.MatchString(text) })
}
