package profile

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"handback/capability"

	"github.com/pelletier/go-toml/v2"
)

// ErrProfile is what [Faults] are.
var ErrProfile = errors.New("the profile has mistakes")

// maxFaults bounds how many mistakes are told at once.
const maxFaults = 50

// Fault is one mistake in a profile and where it is.
type Fault struct {
	Line   int    `json:"line"`   // from 1
	Column int    `json:"column"` // from 1, in bytes
	Text   string `json:"text"`   // fit to be shown
}

func (f Fault) String() string {
	return fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.Text)
}

// Faults are all the mistakes of a profile, in the order of the file.
type Faults []Fault

func (f Faults) Error() string {
	texts := make([]string, len(f))
	for i, fault := range f {
		texts[i] = fault.String()
	}
	return ErrProfile.Error() + ": " + strings.Join(texts, "; ")
}

// Unwrap makes it an [ErrProfile].
func (f Faults) Unwrap() error { return ErrProfile }

// Parse reads a profile. All that is wrong with it comes as [Faults]; only what
// is no TOML, or a value in the place of a table, ends at the first. A mistake
// in a value is said to be where its key is.
func Parse(text []byte) (*Profile, error) {
	r := &reader{places: make(map[string][]position)}
	if len(text) > MaxFile {
		r.add(position{1, 1}, "a profile has at most %d bytes", MaxFile)
		return nil, r.err()
	}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // as Windows editors begin a file
	var all map[string]any
	if err := toml.Unmarshal(text, &all); err != nil {
		at, _ := stoppedAt(err)
		r.add(at, "this is not TOML: %s", strings.TrimPrefix(err.Error(), "toml: "))
		return nil, r.err()
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
	if err := r.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// position is a place in the file.
type position struct{ line, column int }

func positionOf(e *toml.DecodeError) position {
	line, column := e.Position()
	return position{line, column}
}

// stoppedAt is where the decoder stopped, and at which key.
func stoppedAt(err error) (position, string) {
	at, ok := errors.AsType[*toml.DecodeError](err)
	if !ok {
		return position{1, 1}, "the profile"
	}
	return positionOf(at), strings.Join(at.Key(), ".")
}

func (p position) compare(other position) int {
	if p.line != other.line {
		return p.line - other.line
	}
	return p.column - other.column
}

// reader gathers the mistakes while a profile is read.
type reader struct {
	faults Faults
	places map[string][]position // of the keys and the headers, each with that of its table
}

// decode reads a document into its form. It reports false where a value is in
// the place of a table, so that the rest was not read.
func (r *reader) decode(text []byte, into any) bool {
	err := strictly(text, into)
	unknown, ok := errors.AsType[*toml.StrictMissingError](err)
	if err != nil && !ok {
		at, key := stoppedAt(err)
		r.add(at, "%s takes a table", key)
		return false
	}
	if ok {
		for _, e := range unknown.Errors {
			key := e.Key()
			r.add(positionOf(&e), "the key %q is not known here", capability.Printable(key[len(key)-1]))
		}
	}
	r.locate(text, &struct{}{})
	r.locate(text, &emptyTables{})
	return true
}

// locate finds the positions of all keys and headers that a form lacks.
func (r *reader) locate(text []byte, form any) {
	unknown, ok := errors.AsType[*toml.StrictMissingError](strictly(text, form))
	if !ok {
		return
	}
	for _, e := range unknown.Errors {
		key := strings.Join(e.Key(), ".")
		r.places[key] = append(r.places[key], positionOf(&e))
	}
}

func strictly(text []byte, into any) error {
	return toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(into)
}

// find is the first place of a key from there on; where there is none, as in an
// inline table, it is that of the table.
func (r *reader) find(key string, table position) position {
	for _, at := range r.places[key] {
		if at.compare(table) >= 0 {
			return at
		}
	}
	return table
}

// add takes a mistake, whose text may hold some of the profile's.
func (r *reader) add(at position, format string, args ...any) {
	text := capability.Printable(fmt.Sprintf(format, args...))
	r.faults = append(r.faults, Fault{Line: at.line, Column: at.column, Text: text})
}

// err is what was gathered, in the order of the file; nil if nothing was.
func (r *reader) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(r.faults, func(a, b Fault) int {
		return position{a.Line, a.Column}.compare(position{b.Line, b.Column})
	})
	return r.faults[:min(len(r.faults), maxFaults)]
}
