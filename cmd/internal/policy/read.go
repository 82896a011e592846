package policy

import (
	"errors"
	"slices"
	"strings"
	"time"

	"handback/capability"
	"handback/capability/tomlfile"

	"github.com/pelletier/go-toml/v2"
)

// reader collects the mistakes of one file.
type reader struct {
	faults tomlfile.Faults
	places map[string]tomlfile.Position // of the keys
}

// decode reads the text; false: it is no TOML of this form at all.
func (r *reader) decode(text []byte, d *document) bool {
	if len(text) > MaxFile {
		r.add("", "a policy has at most %d bytes", MaxFile)
		return false
	}
	text = tomlfile.Trim(text)
	err := tomlfile.Strictly(text, d)
	unknown, ok := errors.AsType[*toml.StrictMissingError](err)
	if err != nil && !ok {
		r.faults.AddSyntax(err)
		return false
	}
	if ok {
		for _, e := range unknown.Errors {
			key := capability.Printable(strings.Join(e.Key(), "."))
			r.faults.Add(tomlfile.PositionOf(&e), key, "the key %q is not known here", key)
		}
	}
	r.locate(text)
	return true
}

// locate finds where each key stands: to a document of no keys all are unknown.
func (r *reader) locate(text []byte) {
	all, ok := errors.AsType[*toml.StrictMissingError](tomlfile.Strictly(text, &struct{}{}))
	if !ok {
		return
	}
	for _, e := range all.Errors {
		if key := strings.ToLower(e.Key()[0]); r.places[key] == (tomlfile.Position{}) {
			r.places[key] = tomlfile.PositionOf(&e)
		}
	}
}

// add notes a mistake at a key; of none it is at the beginning of the file.
func (r *reader) add(key, format string, args ...any) {
	at, known := r.places[key]
	if !known {
		at = tomlfile.Position{Line: 1, Column: 1}
	}
	r.faults.Add(at, key, format, args...)
}

// good reports whether a text can be a value, and be shown.
func good(text string, most int) bool {
	return text != "" && len(text) <= most && capability.Printable(text) == text
}

func (r *reader) text(key string, v any, missing string, most int) string {
	if v == nil {
		return missing
	}
	text, ok := v.(string)
	if !ok || !good(text, most) {
		r.add(key, "%s takes a text of 1 to %d bytes that can be shown", key, most)
	}
	return text
}

// texts is a list of at least one text, each once.
func (r *reader) texts(key string, v any, entries, most int) []string {
	if v == nil {
		return nil
	}
	list, ok := v.([]any)
	if !ok || len(list) == 0 || len(list) > entries {
		r.add(key, "%s takes a list of 1 to %d texts", key, entries)
		return nil
	}
	all := make([]string, 0, len(list))
	for i, entry := range list {
		text, ok := entry.(string)
		if !ok || !good(text, most) {
			r.add(key, "%s: entry %d is no text of 1 to %d bytes that can be shown", key, i+1, most)
			return nil
		}
		if key != "on-event" && slices.Contains(all, text) {
			r.add(key, "%s has %q twice", key, text)
		}
		all = append(all, text)
	}
	return all
}

func (r *reader) oneOf(key string, v any, possible ...string) string {
	if v == nil {
		return ""
	}
	text, ok := v.(string)
	if !ok || !slices.Contains(possible, text) {
		r.add(key, "%s takes one of %q", key, possible)
		return ""
	}
	return text
}

func (r *reader) number(key string, v any, missing, most int) int {
	if v == nil {
		return missing
	}
	n, ok := v.(int64)
	if !ok || n < 1 || n > int64(most) {
		r.add(key, "%s takes a number from 1 to %d", key, most)
		return 0
	}
	return int(n)
}

func (r *reader) truth(key string, v any) bool {
	if v == nil {
		return false
	}
	yes, ok := v.(bool)
	if !ok {
		r.add(key, "%s takes true or false", key)
	}
	return yes
}

func (r *reader) duration(key string, v any, missing, least, most time.Duration) time.Duration {
	if v == nil {
		return missing
	}
	text, _ := v.(string)
	d, err := time.ParseDuration(text)
	if err != nil || d < least || d > most {
		r.add(key, "%s takes a time from %q to %q", key, least, most)
		return missing
	}
	return d
}
