package profile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/tomlfile"
)

// section reads the values of one table. Every method takes a key and what it
// holds, nil where it is left out, and notes what is wrong with that.
type section struct {
	*reader
	name string            // as in the header; empty: the top
	at   tomlfile.Position // of the header
}

// section is a table that stands once in the file.
func (r *reader) section(name string) section {
	return section{reader: r, name: name, at: r.find(name, tomlfile.Position{Line: 1, Column: 1})}
}

// each reads the tables of a list.
func each[T, P any](r *reader, name string, tables []T, read func(section, T) P) []P {
	if len(tables) > MaxList {
		r.add(r.find(name, tomlfile.Position{Line: 1, Column: 1}), "%s takes at most %d tables", name, MaxList)
		return nil
	}
	var all []P
	s := r.section(name)
	for i, table := range tables {
		if headers := r.places[name]; i < len(headers) {
			s.at = headers[i]
		}
		all = append(all, read(s, table))
	}
	return all
}

// required reads a table that must be there.
func required[T, P any](r *reader, name string, table *T, read func(section, T) P) (p P) {
	if table == nil {
		r.add(tomlfile.Position{Line: 1, Column: 1}, "%s is missing", name)
		return p
	}
	return read(r.section(name), *table)
}

// optional reads a table that may be there.
func optional[T, P any](r *reader, name string, table *T, read func(section, T) P) *P {
	if table == nil {
		return nil
	}
	return new(read(r.section(name), *table))
}

// fault notes a mistake at a key; empty: of the whole table.
func (s section) fault(key, format string, args ...any) {
	at := s.at
	if key != "" {
		at = s.find(strings.TrimPrefix(s.name+"."+key, "."), s.at)
	}
	s.add(at, format, args...)
}

// need notes that a key is not there.
func (s section) need(key string, v any) {
	switch {
	case v != nil:
	case s.name == "":
		s.fault("", "%s is missing", key)
	default:
		s.fault("", "[%s] lacks the key %s", s.name, key)
	}
}

// typed reads a value that has one type.
func typed[T any](s section, key string, v any, takes string) (value T, found bool) {
	value, found = v.(T)
	if !found && v != nil {
		s.fault(key, "%s takes %s", key, takes)
	}
	return value, found
}

func (s section) text(key string, v any) string {
	text, _ := typed[string](s, key, v, "a text")
	return s.bounded(key, text)
}

func (s section) bounded(key, text string) string {
	if len(text) > MaxText {
		s.fault(key, "%s takes at most %d bytes", key, MaxText)
		return ""
	}
	return text
}

// shown is a text for a person.
func (s section) shown(key string, v any) string {
	text := s.text(key, v)
	if text != capability.Printable(text) {
		s.fault(key, "%s holds characters that can't be shown", key)
	}
	return text
}

// texts are a text, or a list of them.
func (s section) texts(key string, v any) []string {
	const takes = "a text or a list of texts"
	if text, one := v.(string); one {
		return []string{text}
	}
	list, _ := typed[[]any](s, key, v, takes)
	if len(list) > MaxList {
		s.fault(key, "%s takes at most %d texts", key, MaxList)
		return nil
	}
	all := make([]string, len(list))
	for i, element := range list {
		text, ok := element.(string)
		if !ok {
			s.fault(key, "%s takes %s", key, takes)
			return nil
		}
		all[i] = text
	}
	return all
}

func (s section) flag(key string, v any, usual bool) bool {
	if flag, ok := typed[bool](s, key, v, "true or false"); ok {
		return flag
	}
	return usual
}

// choice is one of some words, the first when the key is left out.
func (s section) choice(key string, v any, words ...string) string {
	if v == nil {
		return words[0]
	}
	word, ok := v.(string)
	if !ok || !slices.Contains(words, word) {
		s.fault(key, "%s takes one of %q", key, words)
		return words[0]
	}
	return word
}

func (s section) number(key string, v any, least, most, usual int) int {
	if v == nil {
		return usual
	}
	n, ok := v.(int64)
	if !ok || n < int64(least) || n > int64(most) {
		s.fault(key, "%s takes a number from %d to %d", key, least, most)
		return least
	}
	return int(n)
}

// rates are those of the line, the usual one first.
func (s section) rates(v any) []int {
	list, _ := typed[[]any](s, "rates", v, "a list of numbers")
	if len(list) > MaxList {
		s.fault("rates", "rates takes at most %d numbers", MaxList)
		list = nil
	}
	if len(list) == 0 {
		return []int{115200}
	}
	rates := make([]int, len(list))
	for i, element := range list {
		rates[i] = s.number("rates", element, 300, 12_000_000, 0)
	}
	return rates
}

// duration reads texts as "1.5s".
func (s section) duration(key string, v any, most, usual time.Duration) time.Duration {
	if v == nil {
		return usual
	}
	d, err := time.ParseDuration(fmt.Sprint(v))
	if _, ok := v.(string); !ok || err != nil || d < 0 || d > most {
		s.fault(key, `%s takes a time from "0s" to %q, as "500ms" or "2s"`, key, most)
		return usual
	}
	return d
}

// named is a table of texts whose keys are some of fields.
func (s section) named(key string, v any, fields []string) map[string]string {
	table, _ := typed[map[string]any](s, key, v, "a table")
	texts := make(map[string]string)
	for field, value := range table {
		if !slices.Contains(fields, field) {
			s.fault(key, "the key %q is not known here", capability.Printable(field))
			continue
		}
		text, _ := typed[string](s, key+"."+field, value, "a text")
		texts[field] = s.bounded(field, text)
	}
	return texts
}

// pattern reads a regular expression which names the groups that it must have,
// and no others than those and these that it may have.
func (s section) pattern(key string, v any, must, may []string) *regexp.Regexp {
	text, found := typed[string](s, key, v, "a regular expression")
	if !found {
		return nil
	}
	return s.compile(key, text, must, may)
}

func (s section) patterns(key string, v any, may []string) []*regexp.Regexp {
	var all []*regexp.Regexp
	for _, text := range s.texts(key, v) {
		if re := s.compile(key, text, nil, may); re != nil {
			all = append(all, re)
		}
	}
	return all
}
