package profile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"handback/capability"
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

// collector gathers the mistakes while a profile is read.
type collector struct{ faults Faults }

// add takes a mistake, whose text may hold some of the profile's.
func (c *collector) add(at position, format string, args ...any) {
	text := capability.Printable(fmt.Sprintf(format, args...))
	c.faults = append(c.faults, Fault{Line: at.line, Column: at.column, Text: text})
}

// sorted is what was gathered, in the order of the file; nil if nothing was.
func (c *collector) sorted() error {
	if len(c.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(c.faults, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return c.faults[:min(len(c.faults), maxFaults)]
}
