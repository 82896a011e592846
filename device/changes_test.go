package device

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func paths(ports []PortInfo) []string {
	var list []string
	for _, p := range ports {
		list = append(list, p.Path)
	}
	return list
}

func TestWatchTellsWhatIsDifferent(t *testing.T) {
	start := time.Unix(1000, 0)
	one := PortInfo{Path: "/dev/ttyUSB0", USB: &USB{Serial: "A1"}}
	two := PortInfo{Path: "/dev/ttyUSB0", USB: &USB{Serial: "A2"}}
	fixed := PortInfo{Path: "/dev/ttyS0"}
	held := fixed
	held.Holder = "minicom, process 7"
	steps := []struct {
		after                            time.Duration
		list                             []PortInfo
		came, went, altered, snatchedNow int
	}{
		{0, []PortInfo{fixed}, 0, 0, 0, 0},
		{time.Second, []PortInfo{one, fixed}, 1, 0, 0, 0},
		{2 * time.Second, []PortInfo{one, held}, 0, 0, 1, 0},
		{3 * time.Second, []PortInfo{held}, 0, 1, 0, 1}, // as brltty does it
		{20 * time.Second, []PortInfo{held, one}, 1, 0, 0, 0},
		{60 * time.Second, []PortInfo{held, two}, 1, 1, 0, 0}, // another adapter under the same name
		{300 * time.Second, nil, 0, 2, 0, 0},
		{301 * time.Second, nil, 0, 0, 0, 0},
	}
	var w Watch
	for i, s := range steps {
		c := w.See(start.Add(s.after), s.list)
		got := [4]int{len(c.Came), len(c.Went), len(c.Altered), len(c.Snatched)}
		if want := [4]int{s.came, s.went, s.altered, s.snatchedNow}; got != want || c.None() != (want == [4]int{}) {
			t.Errorf("step %d: came, went, altered, snatched %v, want %v", i, got, want)
		}
	}
}

func TestWhatCameAndWentLeadsFromOneListToTheNext(t *testing.T) {
	name := rapid.Map(rapid.SampledFrom([]string{"/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyS0", "COM3"}), func(path string) PortInfo {
		return PortInfo{Path: path}
	})
	list := rapid.SliceOfDistinct(name, func(p PortInfo) string { return p.Path })
	rapid.Check(t, func(t *rapid.T) {
		before, after := list.Draw(t, "before"), list.Draw(t, "after")
		var w Watch
		w.See(time.Unix(0, 0), before)
		c := w.See(time.Unix(1, 0), after)
		now := paths(c.Came)
		for _, path := range paths(before) {
			if !slices.Contains(paths(c.Went), path) {
				now = append(now, path)
			}
		}
		want := paths(after)
		slices.Sort(now)
		slices.Sort(want)
		if !slices.Equal(now, want) {
			t.Fatalf("%v, want %v", now, want)
		}
	})
}
