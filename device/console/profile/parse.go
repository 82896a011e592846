package profile

import (
	"errors"
	"strings"

	"handback/capability"
	"handback/capability/tomlfile"

	"github.com/pelletier/go-toml/v2"
)

// ErrProfile is what the [tomlfile.Faults] of a profile are.
var ErrProfile = errors.New("the profile has mistakes")

// Parse reads a profile. All that is wrong with it comes as [tomlfile.Faults]; only what
// is no TOML, or a value in the place of a table, ends at the first. A mistake
// in a value is said to be where its key is.
func Parse(text []byte) (*Profile, error) {
	r := &reader{faults: tomlfile.Faults{Of: ErrProfile}, places: make(map[string][]tomlfile.Position)}
	if len(text) > MaxFile {
		r.add(tomlfile.Position{Line: 1, Column: 1}, "a profile has at most %d bytes", MaxFile)
		return nil, r.faults.Err()
	}
	text = tomlfile.Trim(text)
	var all map[string]any
	if err := toml.Unmarshal(text, &all); err != nil {
		r.faults.AddSyntax(err)
		return nil, r.faults.Err()
	}
	var p *Profile
	if top := r.section(""); all["protocol"] == "smp" {
		var d smpDocument
		if r.decode(text, &d) {
			p = top.smp(d)
		}
	} else {
		var d document
		if r.decode(text, &d) {
			p = top.console(d)
		}
	}
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// stoppedAt is where the decoder stopped, and at which key.
func stoppedAt(err error) (tomlfile.Position, string) {
	at, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return tomlfile.Position{Line: 1, Column: 1}, "the profile"
	}
	return tomlfile.PositionOf(at), strings.Join(at.Key(), ".")
}

// reader gathers the mistakes while a profile is read.
type reader struct {
	faults tomlfile.Faults
	places map[string][]tomlfile.Position // of the keys and the headers, each with that of its table
}

// decode reads a document into its form. It reports false where a value is in
// the place of a table, so that the rest was not read.
func (r *reader) decode(text []byte, into any) bool {
	err := tomlfile.Strictly(text, into)
	unknown, ok := errors.AsType[*toml.StrictMissingError](err)
	if err != nil && !ok {
		at, key := stoppedAt(err)
		r.add(at, "%s takes a table", key)
		return false
	}
	if ok {
		for _, e := range unknown.Errors {
			key := e.Key()
			r.add(tomlfile.PositionOf(&e), "the key %q is not known here", capability.Printable(key[len(key)-1]))
		}
	}
	r.locate(text, &struct{}{})
	r.locate(text, &emptyTables{})
	return true
}

// locate finds the positions of all keys and headers that a form lacks.
func (r *reader) locate(text []byte, form any) {
	unknown, ok := errors.AsType[*toml.StrictMissingError](tomlfile.Strictly(text, form))
	if !ok {
		return
	}
	for _, e := range unknown.Errors {
		key := strings.Join(e.Key(), ".")
		r.places[key] = append(r.places[key], tomlfile.PositionOf(&e))
	}
}

// find is the first place of a key from there on; if there is none, as in an
// inline table, it is that of the table.
func (r *reader) find(key string, table tomlfile.Position) tomlfile.Position {
	for _, at := range r.places[key] {
		if at.Compare(table) >= 0 {
			return at
		}
	}
	return table
}

// add takes a mistake, whose text may hold some of the profile's.
func (r *reader) add(at tomlfile.Position, format string, args ...any) {
	r.faults.Add(at, "", format, args...)
}
