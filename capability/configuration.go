package capability

import (
	"cmp"
	"errors"
	"fmt"
)

// ConfirmationPolicy says whether the portal asks for a confirmation ("Skip Confirmation"
// in FlexNet Operations). What is not known is treated as required.
type ConfirmationPolicy string

// The policies.
const (
	ConfirmationUnknown  ConfirmationPolicy = "unknown"
	ConfirmationRequired ConfirmationPolicy = "required"
	ConfirmationSkipped  ConfirmationPolicy = "skipped"
)

// SitePolicy is what a site asks of USB sticks. The zero value asks nothing.
type SitePolicy struct {
	Serials    []string // only sticks with one of these serial numbers; empty: any
	Release    bool     // a stick is taken out only after it was released
	ScanRecord bool     // a scan is on record before anything from a stick is loaded
}

// Errors of a file that a person wrote.
var (
	ErrUnknownKey   = errors.New("this key is not known")
	ErrFileTooLarge = errors.New("the file is too large")
)

// FileFault says where in a file that a person wrote, such as the
// configuration, something is wrong.
type FileFault struct {
	File         string // empty: not from a file; or one that the configuration names
	Line, Column int    // from 1; 0: not at one place
	Err          error
}

func (f *FileFault) Error() string {
	where := cmp.Or(f.File, "configuration")
	if f.Line > 0 {
		where += fmt.Sprintf(" line %d", f.Line)
	}
	if f.Column > 0 {
		where += fmt.Sprintf(", column %d", f.Column)
	}
	return where + ": " + f.Err.Error()
}

// Unwrap gives what is wrong.
func (f *FileFault) Unwrap() error { return f.Err }
