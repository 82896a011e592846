package capability

import (
	"errors"
	"fmt"
	"time"
)

// ErrScanned says that a scan record does not name a person, a station and a
// time.
var ErrScanned = errors.New("the scan record is not complete")

// Scanned is a person's record that the stick with the response was scanned for
// malware before. Nothing here can check it. Another response needs another
// scan.
type Scanned struct {
	Who     string    `json:"who"`     // at most MaxText bytes, as Station
	Station string    `json:"station"` // the scanning station
	When    time.Time `json:"when"`
}

// Kind implements [Fact].
func (Scanned) Kind() FactKind { return KindScanned }

func (f Scanned) apply(r *Return) error {
	switch {
	case r.Stage != StageResponseFound:
		return unexpected(r, f)
	case f.Who == "" || f.Station == "" || f.When.IsZero():
		return fmt.Errorf("%w: who, which station and when are needed", ErrScanned)
	case len(f.Who) > MaxText || len(f.Station) > MaxText:
		return fmt.Errorf("%w: a text has more than %d bytes", ErrScanned, MaxText)
	}
	r.Scan = &f
	return nil
}
