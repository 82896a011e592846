package signature

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"handback/capability"
)

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
	for _, one := range all {
		if one.MatchString(text) {
			return true
		}
	}
	return false
}
