package capability_test

import (
	"testing"
	"time"

	. "handback/capability"
)

func TestOdditiesAreSeen(t *testing.T) {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	known := DeviceHistory{Mark: &Mark{Seq: 3}, Clock: noon, Serials: []string{"SN0042"}}
	tests := []struct {
		name string
		now  Identity
		want []FlagKind
	}{
		{"as before", Identity{Serial: "SN0042", Clock: noon, Last: &Mark{Seq: 3}}, nil},
		{"moved on", Identity{Serial: "SN0042", Clock: noon.Add(time.Hour), Last: &Mark{Seq: 9}}, nil},
		{"a clock that drifts", Identity{Serial: "SN0042", Clock: noon.Add(-time.Minute), Last: &Mark{Seq: 3}}, nil},
		{"no clock", Identity{Serial: "SN0042", Last: &Mark{Seq: 3}}, nil},
		{"restored from an image", Identity{Serial: "SN0042", Clock: noon, Last: &Mark{Seq: 2}}, []FlagKind{FlagRollback}},
		{"set back to the factory's state", Identity{Serial: "SN0042", Clock: noon}, []FlagKind{FlagRollback}},
		{"another unit", Identity{Serial: "SN0043", Clock: noon, Last: &Mark{Seq: 3}}, []FlagKind{FlagClone}},
		{"clock set back", Identity{Serial: "SN0042", Clock: noon.Add(-time.Hour), Last: &Mark{Seq: 3}}, []FlagKind{FlagClock}},
	}
	for _, tt := range tests {
		odd := CompareDevice(known, tt.now)
		var got []FlagKind
		for _, f := range odd {
			got = append(got, f.Flag)
		}
		if len(got) != len(tt.want) || len(got) > 0 && got[0] != tt.want[0] {
			t.Errorf("%s: %v, want %v", tt.name, odd, tt.want)
		}
	}
	if odd := CompareDevice(DeviceHistory{}, Identity{Serial: "SN0001"}); odd != nil {
		t.Errorf("an unknown device is odd: %v", odd)
	}
}
