package capability

import (
	"fmt"
	"slices"
	"strconv"
	"time"
)

// FlagKind says what is odd about a device.
type FlagKind string

// The flags.
const (
	FlagRollback FlagKind = "rollback" // it shows an older state than it showed before
	FlagClone    FlagKind = "clone"    // another unit has the same host ID
	FlagClock    FlagKind = "clock"    // its clock went back
	FlagAlive    FlagKind = "alive"    // it answers after it was declared dead
)

// Flagged notes something odd. It never changes where a return stands.
type Flagged struct {
	Flag FlagKind `json:"flag"`
	Text string   `json:"text"` // what was seen, in English words

	// What the words are about, so that they can be said in another language: what the
	// device showed before and shows now, and what the portal's note says. Journals of
	// older versions have none of it.
	Before string `json:"before,omitempty"`
	Now    string `json:"now,omitempty"`
	Said   string `json:"said,omitempty"`
}

func (f Flagged) apply(r *Return) error {
	if r.Stage == StageNone {
		return unexpected(r, f)
	}
	r.Flags = append(r.Flags, f)
	return nil
}

// HasFlag reports whether the device was flagged so in this return.
func (r Return) HasFlag(kind FlagKind) bool {
	return slices.ContainsFunc(r.Flags, func(f Flagged) bool { return f.Flag == kind })
}

// DeviceHistory is what a laptop remembers of a device from all its returns.
type DeviceHistory struct {
	Mark    *Mark     // the highest response that the device showed as processed; nil: none
	Clock   time.Time // the newest device clock that was read; zero: none
	Serials []string  // the serial numbers that were read under the host ID; untrusted
}

// clockSlack is how far a device's clock may lie behind an earlier reading of
// it without a word.
const clockSlack = 2 * time.Minute

// CompareDevice compares a device with what is known about it: an older state than it
// showed before, another unit under the same host ID, a clock that went back.
func CompareDevice(known DeviceHistory, now Identity) []Flagged {
	var odd []Flagged
	if known.Mark != nil && (now.Last == nil || now.Last.Seq < known.Mark.Seq) {
		shows, seq := "no response", ""
		if now.Last != nil {
			seq = strconv.FormatUint(now.Last.Seq, 10)
			shows = "response " + seq
		}
		odd = append(odd, Flagged{Flag: FlagRollback, Before: strconv.FormatUint(known.Mark.Seq, 10), Now: seq, Text: fmt.Sprintf(
			"the device shows %s as its last and showed response %d before: it was set back, or restored from an image", shows, known.Mark.Seq,
		)})
	}
	if len(known.Serials) > 0 && !slices.Contains(known.Serials, now.Serial) {
		before, serial := Printable(known.Serials[0]), Printable(now.Serial)
		odd = append(odd, Flagged{Flag: FlagClone, Before: before, Now: serial, Text: fmt.Sprintf(
			"serial number %q has the host ID of serial number %q", serial, before,
		)})
	}
	if !now.Clock.IsZero() && now.Clock.Add(clockSlack).Before(known.Clock) {
		before, shows := known.Clock.UTC().Format(time.RFC3339), now.Clock.UTC().Format(time.RFC3339)
		odd = append(odd, Flagged{Flag: FlagClock, Before: before, Now: shows, Text: fmt.Sprintf(
			"the device's clock shows %s and showed %s before", shows, before,
		)})
	}
	return odd
}
