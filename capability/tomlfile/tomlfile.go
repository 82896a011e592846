// Package tomlfile is what the readers of TOML 1.0 files for this project share: all
// mistakes of a file are told at once, each with its place.
package tomlfile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"handback/capability"

	"github.com/pelletier/go-toml/v2"
)

// MaxFaults bounds how many mistakes are told at once.
const MaxFaults = 50

// Position is a place in a file. The first one is 1, 1.
type Position struct{ Line, Column int } // the column is in bytes

// Compare orders places as they are in the file.
func (p Position) Compare(other Position) int {
	return cmp.Or(cmp.Compare(p.Line, other.Line), cmp.Compare(p.Column, other.Column))
}

// PositionOf is where a decoder found something.
func PositionOf(e *toml.DecodeError) Position {
	line, column := e.Position()
	return Position{line, column}
}

// Fault is one mistake.
type Fault struct {
	Key    string `json:"key,omitempty"` // empty: of the file, or the text names it
	Line   int    `json:"line"`          // from 1
	Column int    `json:"column"`        // from 1, in bytes
	Text   string `json:"text"`          // fit to be shown
}

func (f Fault) String() string {
	return fmt.Sprintf("line %d, column %d: %s", f.Line, f.Column, f.Text)
}

// Faults are the mistakes of one file.
type Faults struct {
	Of  error   // what they all are; required
	All []Fault // in the order of the file once it is an error, see [Faults.Err]
}

func (f Faults) Error() string {
	texts := make([]string, len(f.All))
	for i, fault := range f.All {
		texts[i] = fault.String()
	}
	return f.Of.Error() + ": " + strings.Join(texts, "; ")
}

// Unwrap gives what they all are.
func (f Faults) Unwrap() error { return f.Of }

// Add takes a mistake, whose text may hold some of the file's.
func (f *Faults) Add(at Position, key, format string, args ...any) {
	f.All = append(f.All, Fault{key, at.Line, at.Column, capability.Printable(fmt.Sprintf(format, args...))})
}

// Err is the first [MaxFaults] mistakes in the order of the file; nil if there is none.
func (f *Faults) Err() error {
	if len(f.All) == 0 {
		return nil
	}
	slices.SortStableFunc(f.All, func(a, b Fault) int {
		return Position{a.Line, a.Column}.Compare(Position{b.Line, b.Column})
	})
	return Faults{f.Of, f.All[:min(len(f.All), MaxFaults)]}
}

// AddSyntax adds the mistake that keeps the decoder from reading the file at
// all.
func (f *Faults) AddSyntax(err error) {
	at := Position{1, 1}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		at = PositionOf(e)
	}
	f.Add(at, "", "this is not TOML: %s", strings.TrimPrefix(err.Error(), "toml: "))
}

// Trim cuts off what Windows editors begin a file with.
func Trim(text []byte) []byte { return bytes.TrimPrefix(text, []byte("\ufeff")) }

// Strictly decodes a file. Keys that the form doesn't have come as a
// [toml.StrictMissingError], with all that the form has read.
func Strictly(text []byte, into any) error {
	return toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(into)
}
