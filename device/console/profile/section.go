package profile

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"handback/capability"

	"github.com/pelletier/go-toml/v2/unstable"
)

// section reads the keys of one table, and notes what is wrong with them.
type section struct {
	*collector
	name  string // as in the header; empty: the top
	table *table
}

// node is the value of a key, nil where there is none.
func (s *section) node(key string) *node {
	s.table.asked[key] = true
	return s.table.values[key]
}

func (s *section) has(key string) bool { return s.table.values[key] != nil }

// typed is the value of a key that has one of this kind.
func (s *section) typed(key string, kind unstable.Kind, takes string) *node {
	n := s.node(key)
	if n != nil && n.kind != kind {
		s.add(n.at, "%s takes %s", key, takes)
		return nil
	}
	return n
}

func (s *section) text(key string) string {
	n := s.typed(key, unstable.String, "a text")
	if n == nil {
		return ""
	}
	return s.bounded(key, n)
}

func (s *section) bounded(key string, n *node) string {
	if len(n.text) > MaxText {
		s.add(n.at, "%s takes at most %d bytes", key, MaxText)
		return ""
	}
	return n.text
}

// shown is a text for a person.
func (s *section) shown(key string) string {
	text := s.text(key)
	if text != capability.Printable(text) {
		s.add(s.node(key).at, "%s holds characters that can't be shown", key)
	}
	return text
}

// nodes are the texts under a key: one, or a list of them.
func (s *section) nodes(key string) []*node {
	n := s.node(key)
	switch {
	case n == nil:
		return nil
	case n.kind == unstable.String:
		return []*node{n}
	case n.kind != unstable.Array:
		s.add(n.at, "%s takes a text or a list of texts", key)
		return nil
	case len(n.list) > MaxList:
		s.add(n.at, "%s takes at most %d texts", key, MaxList)
		return nil
	}
	for _, element := range n.list {
		if element.kind != unstable.String {
			s.add(element.at, "%s takes a text or a list of texts", key)
			return nil
		}
	}
	return n.list
}

func (s *section) flag(key string) bool {
	n := s.typed(key, unstable.Bool, "true or false")
	return n != nil && n.text == "true"
}

// choice is one of some words, the first when the key is left out.
func (s *section) choice(key string, words ...string) string {
	n := s.node(key)
	switch {
	case n == nil:
		return words[0]
	case n.kind != unstable.String || !slices.Contains(words, n.text):
		s.add(n.at, "%s takes one of %q", key, words)
		return words[0]
	}
	return n.text
}

func (s *section) number(key string, least, most, usual int) int {
	n := s.node(key)
	if n == nil {
		return usual
	}
	return s.within(key, n, least, most)
}

func (s *section) within(key string, n *node, least, most int) int {
	if n.kind != unstable.Integer || n.number < int64(least) || n.number > int64(most) {
		s.add(n.at, "%s takes a number from %d to %d", key, least, most)
		return least
	}
	return int(n.number)
}

func (s *section) numbers(key string, least, most int) []int {
	n := s.typed(key, unstable.Array, "a list of numbers")
	if n == nil {
		return nil
	}
	if len(n.list) > MaxList {
		s.add(n.at, "%s takes at most %d numbers", key, MaxList)
		return nil
	}
	var all []int
	for _, element := range n.list {
		all = append(all, s.within(key, element, least, most))
	}
	return all
}

// duration reads texts as "1.5s".
func (s *section) duration(key string, most, usual time.Duration) time.Duration {
	n := s.node(key)
	if n == nil {
		return usual
	}
	d, err := time.ParseDuration(n.text)
	if n.kind != unstable.String || err != nil || d < 0 || d > most {
		s.add(n.at, `%s takes a time from "0s" to %q, as "500ms" or "2s"`, key, most)
		return usual
	}
	return d
}

// inner is the table under a key. Where there is none it is empty, and what it
// lacks is not noted.
func (s *section) inner(key string) *section {
	in := &section{collector: &collector{}, name: strings.TrimPrefix(s.name+"."+key, "."), table: newTable(s.table.at)}
	if n := s.typed(key, unstable.Table, "a table"); n != nil {
		in.collector, in.table = s.collector, n.table
	}
	return in
}

// each are the tables of a list under a key.
func (s *section) each(key string) []*section {
	n := s.typed(key, unstable.Array, "tables, each headed [["+strings.TrimPrefix(s.name+"."+key, ".")+"]]")
	if n == nil {
		return nil
	}
	if len(n.list) > MaxList {
		s.add(n.at, "%s takes at most %d tables", key, MaxList)
		return nil
	}
	var all []*section
	for _, element := range n.list {
		if element.kind != unstable.Table {
			s.add(element.at, "%s takes tables", key)
			continue
		}
		all = append(all, &section{collector: s.collector, name: s.name + key, table: element.table})
	}
	return all
}

// need notes keys that are not there.
func (s *section) need(keys ...string) {
	for _, key := range keys {
		switch {
		case s.has(key):
		case s.name == "":
			s.add(s.table.at, "%s is missing", key)
		default:
			s.add(s.table.at, "[%s] lacks the key %s", s.name, key)
		}
	}
}

// end notes the keys that nobody has asked for.
func (s *section) end() {
	for key, at := range s.table.keys {
		if s.table.asked[key] {
			continue
		}
		s.add(at, "the key %q is not known here", capability.Printable(key))
	}
}

// pattern reads a regular expression which names the groups that it must have,
// and no others than those and these that it may have.
func (s *section) pattern(key string, must, may []string) *regexp.Regexp {
	n := s.typed(key, unstable.String, "a regular expression")
	if n == nil {
		return nil
	}
	return s.compile(key, n, must, may)
}

func (s *section) patterns(key string, may []string) []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, n := range s.nodes(key) {
		if re := s.compile(key, n, nil, may); re != nil {
			all = append(all, re)
		}
	}
	return all
}
