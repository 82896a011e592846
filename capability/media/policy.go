package media

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"handback/capability"
)

// SitePolicy holds sticks to what a site asks of them.
type SitePolicy capability.SitePolicy

// Allows reports whether a stick may be used: nil, or an *[UnlistedError]. A
// stick whose serial number can't be read is not allowed where numbers are asked
// for; a folder that surely is on no stick always is.
func (p SitePolicy) Allows(s *Stick) error {
	if len(p.Serials) == 0 || s.Folder {
		return nil
	}
	serial := s.Identity.Serial
	listed := func(l string) bool { return strings.EqualFold(strings.TrimSpace(l), serial) }
	if serial == "" || !slices.ContainsFunc(p.Serials, listed) {
		return &UnlistedError{Serial: capability.Printable(serial)}
	}
	return nil
}

// AllowsRemoval reports whether a person may take the stick out: if the site
// asks for a release, only when that went well. A folder is never taken out.
func (p SitePolicy) AllowsRemoval(r Released) error {
	if p.Release && !r.MayRemove() && !errors.Is(r.Missing, ErrNotStick) {
		return fmt.Errorf("%w: the stick must be released before it is taken out", ErrNotAllowed)
	}
	return nil
}

// AllowsLoading reports whether files that came by a stick may be loaded on a
// device: where a record is asked for, only with one that
// [capability.Scanned.Check] passes; nil: there is none.
func (p SitePolicy) AllowsLoading(scan *capability.Scanned, now time.Time) error {
	switch {
	case !p.ScanRecord:
		return nil
	case scan == nil:
		return fmt.Errorf("%w: the scan of the stick must be recorded before anything is loaded", ErrNotAllowed)
	}
	if err := scan.Check(now); err != nil {
		return fmt.Errorf("%w: %w", ErrNotAllowed, err)
	}
	return nil
}

// UnlistedError says which stick is not among those that the site allows. It is
// an [ErrNotAllowed].
type UnlistedError struct {
	Serial string // the stick's serial number, fit to be shown; empty: it tells none
}

func (e *UnlistedError) Error() string {
	if e.Serial == "" {
		return fmt.Sprintf("%v: only listed sticks may be used, and this one tells no serial number", ErrNotAllowed)
	}
	return fmt.Sprintf("%v: the stick with the serial number %s is not among the listed ones", ErrNotAllowed, e.Serial)
}

// Is makes an *UnlistedError an [ErrNotAllowed].
func (e *UnlistedError) Is(target error) bool { return target == ErrNotAllowed }
