package soak

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability/testkit"
)

// TestOneLineDoesNotDisturbAnother does returns in virtual time on a quiet
// line, alone and beside others that are noisy and whose cables are pulled.
func TestOneLineDoesNotDisturbAnother(t *testing.T) {
	returns := *soakVirtual
	alone := atOnce(t, &bench{kind: quiet(), returns: returns})
	busy := []*bench{{kind: quiet(), returns: returns}}
	for _, k := range troubled() {
		busy = append(busy, &bench{kind: k, returns: returns, number: len(busy), seed: *soakSeed})
	}
	beside := atOnce(t, busy...)
	if !slices.Equal(alone, beside) {
		t.Errorf("the returns took %v alone, and %v beside other lines", alone, beside)
	}
}

// atOnce does the returns of all benches at once, in virtual time, and gives
// how long each on the first one took.
func atOnce(t *testing.T, plan ...*bench) (took []time.Duration) {
	t.Helper()
	dir := testkit.Dir(t)
	synctest.Test(t, func(t *testing.T) {
		for _, b := range plan {
			b.virtual = true
		}
		w, err := openWorld(t.Context(), dir, plan)
		if err != nil {
			t.Fatal(err)
		}
		w.work(t)
		took = plan[0].technician.took
		if err := w.close(); err != nil {
			t.Error(err)
		}
		w.report(t)
	})
	return took
}
