package serial

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func paths(ports []Port) []string {
	var list []string
	for _, p := range ports {
		list = append(list, p.Path)
	}
	return list
}

func TestWatchTellsWhatIsDifferent(t *testing.T) {
	start := time.Unix(1000, 0)
	one := Port{Path: "/dev/ttyUSB0", USB: &USB{Serial: "A1"}}
	two := Port{Path: "/dev/ttyUSB0", USB: &USB{Serial: "A2"}}
	fixed := Port{Path: "/dev/ttyS0"}
	held := fixed
	held.Holder = "minicom, process 7"
	steps := []struct {
		after                          time.Duration
		list                           []Port
		came, went, altered, takenAway int
	}{
		{0, []Port{fixed}, 0, 0, 0, 0},
		{time.Second, []Port{one, fixed}, 1, 0, 0, 0},
		{2 * time.Second, []Port{one, held}, 0, 0, 1, 0},
		{3 * time.Second, []Port{held}, 0, 1, 0, 1}, // as brltty does it
		{20 * time.Second, []Port{held, one}, 1, 0, 0, 0},
		{60 * time.Second, []Port{held, two}, 1, 1, 0, 0}, // another adapter under the same name
		{300 * time.Second, nil, 0, 2, 0, 0},
		{301 * time.Second, nil, 0, 0, 0, 0},
	}
	var w Watch
	for i, s := range steps {
		c := w.Diff(start.Add(s.after), s.list)
		got := [4]int{len(c.Came), len(c.Went), len(c.Altered), len(c.TakenAway)}
		if want := [4]int{s.came, s.went, s.altered, s.takenAway}; got != want || c.None() != (want == [4]int{}) {
			t.Errorf("step %d: came, went, altered, taken away %v, want %v", i, got, want)
		}
	}
}

func TestWhatCameAndWentLeadsFromOneListToTheNext(t *testing.T) {
	name := rapid.Map(rapid.SampledFrom([]string{"/dev/ttyUSB0", "/dev/ttyUSB1", "/dev/ttyS0", "COM3"}), func(path string) Port {
		return Port{Path: path}
	})
	list := rapid.SliceOfDistinct(name, func(p Port) string { return p.Path })
	rapid.Check(t, func(t *rapid.T) {
		before, after := list.Draw(t, "before"), list.Draw(t, "after")
		var w Watch
		w.Diff(time.Unix(0, 0), before)
		c := w.Diff(time.Unix(1, 0), after)
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
