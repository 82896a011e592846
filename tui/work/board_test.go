package work

import (
	"testing"

	"handback/capability"
	"handback/capability/bench"
)

// TestNewDevicesStandBySerialNumber: in whichever order they answer, and below those
// that have a return, which keep their places.
func TestNewDevicesStandBySerialNumber(t *testing.T) {
	host := func(serial string) capability.HostID { return capability.HostID{Type: "STRING", Value: serial} }
	for _, answers := range [][]string{{"SN3", "SN1", "SN2"}, {"SN1", "SN2", "SN3"}, {"SN2", "SN3", "SN1"}} {
		var b Bench
		b.put(capability.Return{ID: "R-7F3K2", Device: capability.Identity{Serial: "SN9", Host: host("SN9")}})
		for _, serial := range answers {
			b.meet(bench.Met{Port: "port of " + serial, Identity: capability.Identity{Serial: serial, Host: host(serial)}})
		}
		b.meet(bench.Met{Port: "another", Identity: capability.Identity{Serial: "SN2", Host: host("SN2")}})
		for i, want := range []string{"SN9", "SN1", "SN2", "SN3"} {
			if got := b.Units[i]; len(b.Units) != 4 || got.Device.Serial != want || got.Key == "" {
				t.Errorf("answered %v: row %d is %s of %d", answers, i, got.Device.Serial, len(b.Units))
			}
		}
		if got := b.unit(host("SN2"), "").Port; got != "another" {
			t.Errorf("SN2 is said to be at %s", got)
		}
	}
}
