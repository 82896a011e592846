package ledger

import (
	"slices"
	"time"

	"handback/capability"
)

// Seen is what the readings of one return tell of its device. Labels, people's
// words and hearsay have no part in it.
type Seen struct {
	At      time.Time        // of the newest reading, by the laptop's clock; zero: it was never read
	Clock   time.Time        // the newest time that the device's own clock showed; zero: none
	Mark    *capability.Mark // the highest response that it processed; nil: none
	Serials []string         // the serial numbers it gave, the first one first; untrusted
}

func seenIn(entries []capability.Entry) Seen {
	var s Seen
	for _, e := range entries {
		if e.Hearsay() {
			continue
		}
		if r := e.Reading(); r != nil {
			s.read(e.At, r.Device)
		}
		if loaded, ok := e.Fact.(capability.Loaded); ok {
			s.mark(&loaded.Mark)
		}
	}
	return s
}

func (s *Seen) read(at time.Time, d capability.Identity) {
	s.At = at
	s.clock(d.Clock)
	s.mark(d.Last)
	s.serial(d.Serial)
}

func (s *Seen) clock(t time.Time) {
	if t.After(s.Clock) {
		s.Clock = t.UTC()
	}
}

func (s *Seen) mark(m *capability.Mark) {
	if m != nil && (s.Mark == nil || m.Seq > s.Mark.Seq) {
		s.Mark = m
	}
}

func (s *Seen) serial(number string) {
	if number != "" && !slices.Contains(s.Serials, number) {
		s.Serials = append(s.Serials, number)
	}
}

// lastReading is the newest reading in a journal, or nil.
func lastReading(entries []capability.Entry) *capability.Reading {
	for _, e := range slices.Backward(entries) {
		if r := e.Reading(); r != nil && !e.Hearsay() {
			return r
		}
	}
	return nil
}
