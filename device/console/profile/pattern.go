package profile

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// compile reads a regular expression of RE2's kind. It can't take long on any
// text; its size is bounded all the same, because it is run on every line.
func (s *section) compile(key string, n *node, must, may []string) *regexp.Regexp {
	if len(n.text) > MaxPattern || n.text == "" {
		s.add(n.at, "%s takes a regular expression of 1 to %d bytes", key, MaxPattern)
		return nil
	}
	re, err := regexp.Compile(n.text)
	var faulty *syntax.Error
	switch {
	case errors.As(err, &faulty):
		s.add(n.at, "%s is no regular expression: %s: %s", key, faulty.Code, faulty.Expr)
		return nil
	case err != nil:
		s.add(n.at, "%s is no regular expression", key)
		return nil
	case repeats(n.text):
		s.add(n.at, "%s repeats something more than %d times", key, maxQuantity)
		return nil
	}
	groups := re.SubexpNames()
	for _, name := range must {
		if !slices.Contains(groups, name) {
			s.add(n.at, "%s lacks the group (?P<%s>...)", key, name)
		}
	}
	for _, name := range groups {
		if name != "" && !slices.Contains(must, name) && !slices.Contains(may, name) {
			s.add(n.at, "%s has the group %q, which means nothing here; possible are %s",
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
