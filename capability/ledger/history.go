package ledger

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"handback/capability"
)

// DeviceHistory is the history of a device: what all its returns in this ledger tell. A device
// that shows less than it showed before went back in time, or is another one.
type DeviceHistory struct {
	capability.DeviceHistory

	Returns []Summary           // the newest change first
	Reading *capability.Reading // the newest, by the laptop's clock; nil: it was never read
	Damaged int                 // records of this ledger that can't be read and may be of this device
}

// DeviceHistory gives the history of a device. The ledger of another laptop may
// know more. Returns that are known to be of other devices are not looked at: each
// act at a device asks for this, in a ledger of thousands.
func (l *Ledger) DeviceHistory(ctx context.Context, host capability.HostID) (DeviceHistory, error) {
	entries, err := l.returns()
	if err != nil {
		return DeviceHistory{}, err
	}
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		return l.index.isOfAnother(capability.ReturnID(e.Name()), host)
	})
	all, read := l.summaries(ctx, entries)
	if err := ctx.Err(); err != nil {
		return DeviceHistory{}, err
	}
	if read >= worthSaving && l.lock != nil {
		l.saveIndex()
	}
	all = newestFirst(all)
	var h DeviceHistory
	var whole Observed
	var newest Summary
	for _, s := range all {
		switch {
		case s.Err != nil:
			h.Damaged++
		case s.Device.Host == host:
			h.Returns = append(h.Returns, s)
			whole.join(s.Observed)
			if s.Observed.At.After(newest.Observed.At) {
				newest = s
			}
		}
	}
	h.Mark, h.Clock, h.Serials = whole.Mark, whole.Clock, whole.Serials
	if newest.ID == "" {
		return h, nil
	}
	r, err := l.Return(newest.ID)
	if errors.Is(err, ErrDamaged) { // since it was indexed
		h.Damaged++
		return h, nil
	}
	h.Reading = lastReading(r.Entries)
	return h, err
}

// Observed is what the readings of one return tell of its device. Labels, people's
// words and hearsay have no part in it.
type Observed struct {
	At      time.Time        // of the newest reading, by the laptop's clock; zero: it was never read
	Clock   time.Time        // the newest time that the device's own clock showed; zero: none
	Mark    *capability.Mark // the highest response that it processed; nil: none
	Serials []string         // the serial numbers it gave, the first one first; untrusted
}

func seenIn(entries []capability.Entry) Observed {
	var s Observed
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

func (s *Observed) read(at time.Time, d capability.Identity) {
	s.At = at
	s.clock(d.Clock)
	s.mark(d.Last)
	s.serial(d.Serial)
}

func (s *Observed) clock(t time.Time) {
	if t.After(s.Clock) {
		s.Clock = t.UTC()
	}
}

func (s *Observed) mark(m *capability.Mark) {
	if m != nil && (s.Mark == nil || m.Seq > s.Mark.Seq) {
		s.Mark = m
	}
}

func (s *Observed) serial(number string) {
	if number != "" && !slices.Contains(s.Serials, number) {
		s.Serials = append(s.Serials, number)
	}
}

// join takes what another return of the same device tells of it.
func (s *Observed) join(other Observed) {
	s.clock(other.Clock)
	s.mark(other.Mark)
	for _, number := range other.Serials {
		s.serial(number)
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
