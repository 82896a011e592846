package bench

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/testkit"
)

// inShop runs a test in virtual time, in a shop of so many devices.
func inShop(t *testing.T, devices int, test func(*testing.T, *shop)) {
	t.Helper()
	dir := testkit.Dir(t)
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t, dir, devices)
		test(t, s)
		s.close()
	})
}

// TestUnitsChangeTheirPorts: a unit goes on at whichever port it stands.
func TestUnitsChangeTheirPorts(t *testing.T) {
	inShop(t, 2, func(t *testing.T, s *shop) {
		tasks := s.startAll(s.units)
		s.run(tasks, capability.NeedsPortal)
		s.plug("port-00", s.units[1])
		s.plug("port-01", s.units[0])
		s.answer()
		for i, out := range s.run(tasks, capability.NeedsPortal) {
			if out.Port != s.units[i].port {
				t.Errorf("unit %d went on at %q, it stands at %s", i, out.Port, s.units[i].port)
			}
		}
		s.answer()
		s.run(tasks, capability.NeedsNothing)
		s.check(tasks)
	})
}

// TestTwoWithOneHostID: nothing is done to either, and all goes on when one is
// gone.
func TestTwoWithOneHostID(t *testing.T) {
	inShop(t, 2, func(t *testing.T, s *shop) {
		tasks := s.startAll(s.units)
		twin, end := s.twin(s.units[0])
		defer end()
		s.plug("port-02", twin)
		all := s.bench.RunAll(t.Context(), tasks, s.hear)
		if !errors.Is(all[0].Err, bench.ErrTwice) || s.units[0].did.Makes.Load() != 0 {
			t.Errorf("with two: %v, %d requests made", all[0].Err, s.units[0].did.Makes.Load())
		}
		if missing, _ := errors.AsType[*desk.Missing](all[1].Err); missing == nil || missing.Need != capability.NeedsPortal {
			t.Errorf("the other one came to %v", all[1].Err)
		}
		s.unplug("port-00")
		s.giveBack(tasks)
		s.check(tasks)
	})
}

// TestAPortAtWhichNobodyAnswers holds up no other.
func TestAPortAtWhichNobodyAnswers(t *testing.T) {
	inShop(t, 3, func(t *testing.T, s *shop) {
		tasks := s.startAll(s.units)
		s.unplug("port-01")
		all := s.bench.RunAll(t.Context(), tasks, s.hear)
		for i, out := range all {
			missing, _ := errors.AsType[*desk.Missing](out.Err)
			absent := i == 1
			if missing == nil || (missing.Need == capability.NeedsDevice) != absent || errors.Is(out.Err, bench.ErrNotThere) != absent {
				t.Errorf("unit %d came to %v", i, out.Err)
			}
		}
		s.plug("port-01", s.units[1])
		s.run(tasks, capability.NeedsPortal)
		s.answer()
		s.run(tasks, capability.NeedsPortal)
		s.answer()
		s.run(tasks, capability.NeedsNothing)
		s.check(tasks)
	})
}

// TestAPersonDecidesOnWhatCanNotBeUndone: nothing is loaded before.
func TestAPersonDecidesOnWhatCanNotBeUndone(t *testing.T) {
	inShop(t, 2, func(t *testing.T, s *shop) {
		tasks := s.startAll(s.units)
		s.run(tasks, capability.NeedsPortal)
		s.answer()
		for _, task := range tasks {
			out := s.bench.Run(t.Context(), bench.Task{Return: task.Return}, s.hear)
			if !errors.Is(out.Err, bench.ErrNeedsPerson) || out.Return.Stage != capability.StageResponseFound {
				t.Errorf("it came to %v at %s", out.Err, out.Return.Stage)
			}
		}
		if s.units[0].did.Loads.Load() != 0 {
			t.Error("a response was loaded")
		}
		s.run(tasks, capability.NeedsPortal)
		s.answer()
		s.run(tasks, capability.NeedsNothing)
		s.check(tasks)
	})
}

// TestStickPulledWhileEightAreSaved: each outcome says which of its files are on the
// stick, each of those is whole, and saved again all are.
func TestStickPulledWhileEightAreSaved(t *testing.T) {
	inShop(t, 8, func(t *testing.T, s *shop) {
		tasks := s.startAll(s.units)
		for i := range tasks {
			tasks[i].One = true
		}
		s.bench.RunAll(t.Context(), tasks, s.hear)
		renames := 0
		s.traced = func(point string) {
			if point == "media: after rename" {
				renames++
			}
			if renames == 12 {
				_ = os.Rename(s.stick(), s.stick()+"-pulled")
			}
		}
		all, err := s.bench.SaveAll(t.Context(), nil, nil, nil)
		if err != nil || len(all) != 8 {
			t.Fatalf("%d outcomes, %v", len(all), err)
		}
		s.traced = nil
		if err := os.Rename(s.stick()+"-pulled", s.stick()); err != nil {
			t.Fatal(err)
		}
		for _, out := range all {
			if out.Err == nil {
				t.Errorf("%s was saved on a stick that was pulled", out.Return.ID)
			}
			checkSaved(t, s.stick(), out)
		}
		all, err = s.bench.SaveAll(t.Context(), nil, nil, nil)
		if err != nil || len(all) != 8 {
			t.Fatalf("again: %d outcomes, %v", len(all), err)
		}
		for _, out := range all {
			if out.Err != nil || out.Return.Stage != capability.StageRequestSaved {
				t.Errorf("again, %s at %s: %v", out.Return.ID, out.Return.Stage, out.Err)
			}
			checkSaved(t, s.stick(), out)
		}
		s.answer()
		taken, err := s.bench.TakeAll(t.Context(), nil, nil)
		if err != nil || len(taken) != 8 {
			t.Errorf("%d answers, %v", len(taken), err)
		}
		for _, out := range taken {
			if out.Err != nil || out.Return.Stage != capability.StageResponseFound {
				t.Errorf("%s at %s: %v", out.Return.ID, out.Return.Stage, out.Err)
			}
		}
	})
}

func checkSaved(t *testing.T, stick string, out bench.Outcome) {
	t.Helper()
	for _, done := range out.Done {
		for _, saved := range done.Saved {
			data, err := os.ReadFile(filepath.Join(stick, filepath.FromSlash(saved.Path)))
			if err != nil || capability.DigestOf(data) != saved.Digest && !strings.HasPrefix(saved.Name, media.CaseName) {
				t.Errorf("%s was called saved: %v", saved.Path, err)
			}
		}
	}
}
