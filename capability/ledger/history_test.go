package ledger

import (
	"reflect"
	"testing"
	"time"

	"handback/capability"
)

// mark is a response as a device names it.
func mark(seq uint64) *capability.Mark {
	return &capability.Mark{Seq: seq, SHA256: capability.DigestOf([]byte{byte(seq)})}
}

// seenAs is a reading of the sample device with another serial number, mark and
// clock.
func seenAs(serial string, seq uint64, clock time.Time, held []capability.License) capability.Reading {
	r := reading(held)
	r.Device.Serial, r.Device.Last, r.Device.Clock = serial, mark(seq), clock
	return r
}

func TestDeviceIsKnownByAllItsReturns(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	morning := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	all := ids(4)
	first := opened(all[0])
	first.Reading = seenAs("SN0042", 4, morning.Add(time.Hour), testHeld)
	second := opened(all[1])
	second.Reading = seenAs("SN0043", 3, morning, testHeld) // restored, or another unit
	other := opened(all[2])
	other.Reading.Device.Host.Value = "another"
	label := capability.Opened{ID: all[3], Way: capability.FromLabel, Reading: seenAs("SN0099", 99, morning.AddDate(9, 0, 0), nil)}
	keep(t, l, all[0], first)
	newest := seenAs("SN0043", 3, morning.Add(time.Minute), testLeft)
	keep(t, l, all[1], second, capability.LicensesRead{Reading: newest})
	keep(t, l, all[2], other)
	keep(t, l, all[3], label)
	plant(t, dir, ids(5)[4], []byte("odd\n"))
	l.Close()

	for _, l := range []*Ledger{openToRead(t, dir), openToRead(t, dir)} {
		m, err := l.DeviceHistory(t.Context(), first.Reading.Device.Host)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Returns) != 3 || m.Returns[0].ID != all[1] || m.Damaged != 1 {
			t.Errorf("its returns are %+v, and %d damaged", m.Returns, m.Damaged)
		}
		if m.Mark == nil || m.Mark.Seq != 4 || !m.Clock.Equal(morning.Add(time.Hour)) {
			t.Errorf("it showed %v at %v", m.Mark, m.Clock)
		}
		if len(m.Serials) != 2 || m.Reading == nil || !reflect.DeepEqual(*m.Reading, newest) {
			t.Errorf("it was %v, and read as %+v", m.Serials, m.Reading)
		}
	}
}

func TestUnknownDeviceLeavesNoMemory(t *testing.T) {
	l, _ := open(t, stateDir(t))
	byPortal := capability.Opened{
		ID: testID, Way: capability.FromPortal, Reading: capability.Reading{Device: capability.Identity{Host: reading(nil).Device.Host}},
	}
	keep(t, l, testID, byPortal)
	m, err := l.DeviceHistory(t.Context(), byPortal.Reading.Device.Host)
	if err != nil || len(m.Returns) != 1 || m.Reading != nil || m.Mark != nil || !m.Clock.IsZero() || m.Serials != nil {
		t.Errorf("a device that was never read is known as %+v, %v", m, err)
	}
	m, err = l.DeviceHistory(t.Context(), capability.HostID{Type: "STRING", Value: "x"})
	if err != nil || !reflect.DeepEqual(m, DeviceHistory{}) {
		t.Errorf("a device without a return is known as %+v, %v", m, err)
	}
}

func TestHighestMarkCountsTheLoadedResponse(t *testing.T) {
	l, _ := open(t, stateDir(t))
	r := keep(t, l, testID, usual(testID)[:8]...)
	m, err := l.DeviceHistory(t.Context(), r.Device.Host)
	if err != nil || m.Mark == nil || *m.Mark != *r.Mark {
		t.Errorf("%+v, %v", m.Mark, err)
	}
}
