package capability

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrScan says that a scan record is not complete, or that its time is still to
// come.
var ErrScan = errors.New("the scan record is not complete")

// Scanned is a person's record that the stick with the response was scanned for
// malware before. Nothing here can check it. Another response needs another
// scan.
type Scanned struct {
	Who     string    `json:"who"`     // at most MaxText bytes that can be shown, as Station
	Station string    `json:"station"` // the scanning station
	When    time.Time `json:"when"`
}

// Kind implements [Fact].
func (Scanned) Kind() FactKind { return KindScanned }

func (f Scanned) apply(r *Return) error {
	if r.Stage != StageResponseFound {
		return unexpected(r, f)
	}
	if err := f.complete(); err != nil {
		return err
	}
	r.Scan = &f
	return nil
}

// stationSlack is how far the clocks of a station and a laptop may differ.
const stationSlack = 10 * time.Minute

// Check reports the first thing that is missing or can't be by the laptop's
// clock, as an [ErrScan].
func (f Scanned) Check(now time.Time) error {
	if err := f.complete(); err != nil {
		return err
	}
	if f.When.After(now.Add(stationSlack)) {
		return fmt.Errorf("%w: the scan would be in the future", ErrScan)
	}
	return nil
}

func (f Scanned) complete() error {
	for _, field := range []struct{ what, text string }{{"who scanned", f.Who}, {"which station", f.Station}} {
		switch {
		case strings.TrimSpace(field.text) == "":
			return fmt.Errorf("%w: it doesn't say %s", ErrScan, field.what)
		case len(field.text) > MaxText || Printable(field.text) != field.text:
			return fmt.Errorf("%w: %s takes at most %d bytes that can be shown", ErrScan, field.what, MaxText)
		}
	}
	if f.When.IsZero() {
		return fmt.Errorf("%w: it doesn't say when", ErrScan)
	}
	return nil
}
