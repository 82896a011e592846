package ledger

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"handback/capability"
)

// Memory is what this ledger knows of a device from all its returns. A device
// that shows less than it showed before went back in time, or is another one.
type Memory struct {
	Returns []Summary           // the newest change first
	Mark    *capability.Mark    // the highest response that it was seen to have processed
	Clock   time.Time           // the newest time that its own clock showed; zero: none
	Serials []string            // the serial numbers seen under its host ID; untrusted
	Reading *capability.Reading // the newest, by the laptop's clock; nil: it was never read
	Damaged int                 // records of this ledger that can't be read, of whichever device
}

// Known tells what is remembered of a device. The ledger of another laptop may
// know more.
func (l *Ledger) Known(ctx context.Context, host capability.HostID) (Memory, error) {
	all, err := l.List(ctx)
	if err != nil {
		return Memory{}, err
	}
	var m Memory
	var whole Seen
	var newest Summary
	for _, s := range all {
		switch {
		case s.Err != nil:
			m.Damaged++
		case s.Device.Host == host:
			m.Returns = append(m.Returns, s)
			whole.join(s.Seen)
			if s.Seen.At.After(newest.Seen.At) {
				newest = s
			}
		}
	}
	m.Mark, m.Clock, m.Serials = whole.Mark, whole.Clock, whole.Serials
	if newest.ID == "" {
		return m, nil
	}
	r, err := l.Return(newest.ID)
	if errors.Is(err, ErrDamaged) { // since the list was cached
		m.Damaged++
		return m, nil
	}
	m.Reading = lastReading(r.Entries)
	return m, err
}

// join takes what another return of the same device tells of it.
func (s *Seen) join(other Seen) {
	s.clock(other.Clock)
	s.mark(other.Mark)
	for _, number := range other.Serials {
		s.serial(number)
	}
}

// FindSerial lists the returns of devices with a serial number, as a person
// reads it from a label: upper and lower case and the space around it don't
// count. The newest change comes first.
func (l *Ledger) FindSerial(ctx context.Context, serial string) ([]Summary, error) {
	all, err := l.List(ctx)
	serial = strings.TrimSpace(serial)
	other := func(s Summary) bool {
		return s.Err != nil || serial == "" ||
			!slices.ContainsFunc(append([]string{s.Device.Serial}, s.Seen.Serials...), func(known string) bool {
				return strings.EqualFold(strings.TrimSpace(known), serial)
			})
	}
	return slices.DeleteFunc(all, other), err
}
