package media

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"handback/capability"
)

// ErrScan says that a scan record is not complete.
var ErrScan = errors.New("the scan record is not complete")

// Scan is the record of a person who had a stick scanned for malware. It is a
// claim: nothing here can check it.
type Scan struct {
	Who     string    `json:"who"`     // at most [capability.MaxText] bytes, as Station
	Station string    `json:"station"` // the scanning station
	When    time.Time `json:"when"`
}

// clockSlack is how far the clocks of a station and a laptop may differ.
const clockSlack = 10 * time.Minute

// Check reports the first thing that is missing or can't be, as an [ErrScan].
func (s Scan) Check(now time.Time) error {
	for _, field := range []struct{ what, text string }{{"who scanned", s.Who}, {"which station", s.Station}} {
		switch {
		case strings.TrimSpace(field.text) == "":
			return fmt.Errorf("%w: it doesn't say %s", ErrScan, field.what)
		case len(field.text) > capability.MaxText || capability.Printable(field.text) != field.text:
			return fmt.Errorf("%w: %s takes at most %d bytes that can be shown", ErrScan, field.what, capability.MaxText)
		}
	}
	switch {
	case s.When.IsZero():
		return fmt.Errorf("%w: it doesn't say when", ErrScan)
	case s.When.After(now.Add(clockSlack)):
		return fmt.Errorf("%w: the scan would be in the future", ErrScan)
	}
	return nil
}
