package soak

import (
	"errors"
	"flag"
	"math"
	"testing"
	"time"

	"handback/capability/testkit"
	"handback/device/sim"
)

var (
	soakReturns = flag.Int("soak.returns", 4, "complete returns over troubled lines")
	soakLines   = flag.Int("soak.lines", 1, "lines of each kind at the same time")
	soakVirtual = flag.Int("soak.virtual", 4, "complete returns on each line in virtual time")
	soakSeed    = flag.Uint64("soak.seed", 3, "what the noise and the pulled cables are drawn from")
)

// TestReturnsOverTroubledLines does all returns, on all lines at once, with a
// line beside them on which nothing goes wrong.
func TestReturnsOverTroubledLines(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as its lines are slow")
	}
	cold := takeCensus(t)
	warm, err := openWorld(t.Context(), testkit.Dir(t), plan(0, 1, 0))
	if errors.Is(err, sim.ErrNoTerminal) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := warm.close(); err != nil {
		t.Fatal(err)
	}

	cold.files = math.MaxInt // what the runtime opens once stays
	start, before := time.Now(), settle(t, cold)
	w, err := openWorld(t.Context(), testkit.Dir(t), plan(*soakReturns, *soakLines, *soakSeed))
	if err != nil {
		t.Fatal(err)
	}
	w.work(t)
	if err := w.close(); err != nil {
		t.Error(err)
	}
	w.report(t)
	after := settle(t, before)
	t.Logf("%d returns took %v; before and after them: %v, %v", *soakReturns, time.Since(start).Round(time.Second), before, after)
}

// plan is a quiet line, and lines of each troubled kind, over which that many
// returns are spread.
func plan(returns, lines int, seed uint64) []*bench {
	all := []*bench{{kind: quiet()}}
	kinds := troubled()
	if returns < 2*len(kinds) {
		kinds = kinds[:len(kinds)-1] // the last one, a shell, takes ten times as long
	}
	for range lines {
		for _, k := range kinds {
			all = append(all, &bench{kind: k})
		}
	}
	for i := range returns {
		all[1+i%(len(all)-1)].returns++
	}
	all[0].returns = all[1].returns
	for i := range all {
		all[i].number, all[i].seed = i, seed
	}
	return all
}
