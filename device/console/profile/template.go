package profile

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Template is a line for the device in which words in braces, as {name}, are
// replaced.
type Template string

// ErrUnsafe says that a value holds characters that a command line would take
// for its own, so that it isn't put into one.
var ErrUnsafe = errors.New("this can't stand in a command line")

// The words that are known somewhere.
const (
	wordNumber  = "n"       // of the command
	wordCommand = "command" // that is wrapped
	wordItems   = "items"   // all lines of an order
)

// Fill puts values into a template. Each is quoted as a POSIX shell wants it,
// or, where that is not wanted, must consist of letters, digits and "._:/@+-"
// and not begin with a "-", which a program would take for an option.
func (t Template) Fill(values map[string]string, quote bool) (string, error) {
	safe := make(map[string]string, len(values))
	for word, value := range values {
		switch {
		case !t.Has(word):
		case isPlain(value):
			safe[word] = value
		case !quote || strings.ContainsFunc(value, isControl):
			return "", fmt.Errorf("%w: %q", ErrUnsafe, value)
		default:
			safe[word] = "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
		}
	}
	return t.Insert(safe), nil
}

// Has reports whether the word stands in the template.
func (t Template) Has(word string) bool { return strings.Contains(string(t), "{"+word+"}") }

// Insert puts values into a template as they are.
func (t Template) Insert(values map[string]string) string {
	var pairs []string
	for word, value := range values {
		pairs = append(pairs, "{"+word+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(string(t))
}

func isPlain(value string) bool {
	for _, r := range value {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
		if !letter && !strings.ContainsRune("._:/@+-", r) {
			return false
		}
	}
	return value != "" && value[0] != '-'
}

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// templates reads the lines under a key.
func (s *section) templates(key string, words ...string) []Template {
	var all []Template
	for _, n := range s.nodes(key) {
		all = append(all, s.fillable(key, n, words))
	}
	return all
}

func (s *section) template(key string, words ...string) Template {
	all := s.templates(key, words...)
	if len(all) > 1 {
		s.add(s.node(key).at, "%s takes one text", key)
	}
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// fillable checks the words in braces. Braces around anything but lower-case
// letters are the device's own.
func (s *section) fillable(key string, n *node, words []string) Template {
	text := s.bounded(key, n)
	if strings.ContainsFunc(text, isControl) {
		s.add(n.at, "%s holds a control character; a line's end is added by itself", key)
	}
	for _, found := range braced.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(words, found[1]) {
			s.add(n.at, "%s has {%s}, which stands for nothing here; possible are %s (a brace that is meant for the device needs a space after it)",
				key, found[1], orNone(words))
		}
	}
	return Template(text)
}

var braced = regexp.MustCompile(`\{([a-z]+[a-z0-9]*)\}`)
