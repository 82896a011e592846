package profile

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// Template is a line for the device in which words in braces, as {name}, are
// replaced.
type Template string

// ErrUnsafe says that a value holds characters that a command line would take
// for its own, so that it isn't put into one.
var ErrUnsafe = errors.New("this can't stand in a command line")

// Fill puts values into a template. Each is quoted as a POSIX shell wants it,
// or, where that is not wanted, must consist of letters, digits and "._:/@+-"
// and not begin with a "-", which a program would take for an option.
func (t Template) Fill(values map[string]string, quote bool) (string, error) {
	safe := make(map[string]string, len(values))
	for word, value := range values {
		switch {
		case !t.Has(word):
		case plain.MatchString(value):
			safe[word] = value
		case !quote || strings.ContainsFunc(value, isControl):
			return "", fmt.Errorf("%w: %q", ErrUnsafe, value)
		default:
			safe[word] = "'" + strings.ReplaceAll(value, "'", `'\''`) + "'"
		}
	}
	return t.Insert(safe), nil
}

// Has reports whether the word is in the template.
func (t Template) Has(word string) bool { return strings.Contains(string(t), "{"+word+"}") }

// Insert puts values into a template as they are.
func (t Template) Insert(values map[string]string) string {
	var pairs []string
	for word, value := range values {
		pairs = append(pairs, "{"+word+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(string(t))
}

// plain is a value that needs no quotes.
var plain = regexp.MustCompile(`^[A-Za-z0-9._:/@+][A-Za-z0-9._:/@+-]*$`)

func isControl(r rune) bool { return r < ' ' || r == 0x7f }

// templates reads one line or several.
func (s section) templates(key string, v any, words ...string) []Template {
	var all []Template
	for _, text := range s.texts(key, v) {
		all = append(all, s.fillable(key, text, words))
	}
	return all
}

func (s section) template(key string, v any, words ...string) Template {
	all := s.templates(key, v, words...)
	if len(all) > 1 {
		s.fault(key, "%s takes one text", key)
	}
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

// fillable checks the words in braces. Braces around anything but lower-case
// letters are the device's own.
func (s section) fillable(key, text string, words []string) Template {
	text = s.bounded(key, text)
	if strings.ContainsFunc(text, isControl) {
		s.fault(key, "%s holds a control character; a line's end is added by itself", key)
	}
	for _, found := range braced.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(words, found[1]) {
			s.fault(key, "%s has {%s}, which stands for nothing here; possible are %s (a brace that is meant for the device needs a space after it)",
				key, found[1], orNone(words))
		}
	}
	return Template(text)
}

var braced = regexp.MustCompile(`\{([a-z]+[a-z0-9]*)\}`)

// mark is a pattern in which {n} stands for the number of a command, so that a
// late answer isn't taken for this one.
func (s section) mark(key string, v any, may ...string) string {
	text, found := typed[string](s, key, v, "a regular expression")
	if !found {
		return ""
	}
	if !Template(text).Has("n") {
		s.fault(key, "%s needs {n}, the number of the command", key)
	}
	s.compile(key, Template(text).Insert(map[string]string{"n": "0"}), nil, may)
	return text
}

// Marks are the patterns of the lines around the answer to command n; begin
// may be nil.
func (sh Shell) Marks(n string) (begin, done *regexp.Regexp) {
	fill := func(text string) *regexp.Regexp {
		if text == "" {
			return nil
		}
		return regexp.MustCompile(Template(text).Insert(map[string]string{"n": n}))
	}
	return fill(sh.Begin), fill(sh.Done)
}

// compile reads a regular expression of RE2's kind. It can't take long on any
// text; its size is bounded anyway, because it is run on every line.
func (s section) compile(key, text string, must, may []string) *regexp.Regexp {
	if len(text) > MaxPattern || text == "" {
		s.fault(key, "%s takes a regular expression of 1 to %d bytes", key, MaxPattern)
		return nil
	}
	re, err := regexp.Compile(text)
	switch faulty, ok := errors.AsType[*syntax.Error](err); {
	case ok:
		s.fault(key, "%s is no regular expression: %s: %s", key, faulty.Code, faulty.Expr)
		return nil
	case err != nil:
		s.fault(key, "%s is no regular expression", key)
		return nil
	case repeats(text):
		s.fault(key, "%s repeats something more than %d times", key, maxQuantity)
		return nil
	}
	groups := re.SubexpNames()
	for _, name := range must {
		if !slices.Contains(groups, name) {
			s.fault(key, "%s lacks the group (?P<%s>...)", key, name)
		}
	}
	for _, name := range groups {
		if name != "" && !slices.Contains(must, name) && !slices.Contains(may, name) {
			s.fault(key, "%s has the group %q, which means nothing here; possible are %s",
				key, name, orNone(slices.Concat(must, may)))
		}
	}
	return re
}

// repeats reports whether a repetition is so large that the program made of it
// would be.
func repeats(text string) bool {
	tree, err := syntax.Parse(text, syntax.Perl)
	return err != nil || anyRepeat(tree)
}

func anyRepeat(re *syntax.Regexp) bool {
	if re.Op == syntax.OpRepeat && max(re.Min, re.Max) > maxQuantity {
		return true
	}
	return slices.ContainsFunc(re.Sub, anyRepeat)
}

func orNone(words []string) string {
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}
