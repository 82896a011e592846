package explore

import (
	"flag"
	"os"
	"runtime"
	"runtime/debug"
	"testing"
)

func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // nearly all that is made stays
	debug.SetMemoryLimit(11 << 30)
	os.Exit(m.Run())
}

var exploreLong = flag.Bool("explore.long", false, "explore several million states, which takes minutes")

// scope is how far a run goes.
func scope() bounds {
	switch {
	case *exploreLong:
		return bounds{States: 3_000_000, Depth: 100, Odd: 3}
	case raced, testing.Short():
		return bounds{States: 3_000, Depth: 100, Odd: 2, Honest: true}
	default:
		return bounds{States: 100_000, Depth: 100, Odd: 2, Honest: true}
	}
}

func TestNoWayLosesOrDoublesALicense(t *testing.T) {
	s := newSearch(newModel(realRules()), scope())
	if f := s.run(); f != nil {
		t.Fatalf("after %v:\n%s", s, s.path(f))
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	t.Logf("%v, %d MB", s, memory.HeapAlloc>>20)
	t.Logf("made of %d back offices, %d devices, %d laptops and %d sticks", s.m.offices.size(), s.m.units.size(), s.m.laptops.size(), s.m.sticks.size())
}

// transfer bounds what a return for the other device leads to: its activation,
// and two odd acts at whatever moment, such as the end of the program between an
// activation and its note.
func transfer() bounds {
	b := bounds{States: 1_000_000, Depth: 100, Odd: 2, Only: []kind{nextKilled, nextCutOff, nextUnheard, claim, cancel, withdraw}}
	if raced || testing.Short() {
		b.Odd = 1
	}
	return b
}

func TestNoWayActivatesTwice(t *testing.T) {
	s := newSearch(newModel(realRules()), transfer(), act{kind: startForOther})
	if f := s.run(); f != nil {
		t.Fatalf("after %v:\n%s", s, s.path(f))
	}
	if !s.whole {
		t.Errorf("it has no end: %v", s)
	}
	t.Log(s)
}

// forgery bounds what a forger can do to a return, and what people do with what
// he left.
func forgery() bounds {
	b := bounds{States: 1_000_000, Depth: 100, Odd: 2, Only: []kind{
		forgeCase, forgeFacts, forgeAnswer, forgeResponse, replay,
		takeAnyway, setAside, otherLaptop, claim, replaceRequest,
	}}
	switch {
	case *exploreLong:
		b.Odd = 3
	case raced, testing.Short():
		b.Odd = 1
	}
	return b
}

// TestNobodyBelievesAForger begins with a return of each device: of the one
// that tells whose responses it loads, and of the other.
func TestNobodyBelievesAForger(t *testing.T) {
	for name, first := range map[string][]act{
		"the portal's key is known":     {{kind: start}},
		"nobody knows the portal's key": {{kind: otherDevice}, {kind: start}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSearch(newModel(realRules()), forgery(), first...)
			if f := s.run(); f != nil {
				t.Fatalf("after %v:\n%s", s, s.path(f))
			}
			if !s.whole {
				t.Errorf("it has no end: %v", s)
			}
			t.Log(s)
		})
	}
}

// One odd act at whatever moment, followed to all ends.
func TestOneOddActAtAnyMoment(t *testing.T) {
	if raced || testing.Short() {
		t.Skip("it takes too long for a short run or with the race detector")
	}
	s := newSearch(newModel(realRules()), bounds{States: 1_000_000, Depth: 100, Odd: 1})
	if f := s.run(); f != nil {
		t.Fatalf("after %v:\n%s", s, s.path(f))
	}
	if !s.whole {
		t.Errorf("it has no end: %v; the last came by\n%s", s, s.path(&found{node: int32(len(s.nodes) - 1)}))
	}
	t.Log(s)
}
