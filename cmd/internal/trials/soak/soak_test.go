package soak

import (
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
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

// TestReturnsOverTroubledLines does all returns on all lines at once. On one more
// line nothing goes wrong.
func TestReturnsOverTroubledLines(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes as long as its lines are slow")
	}
	cold := countResources(t)
	warm, err := openTrial(t.Context(), testkit.Dir(t), plan(0, 1, 0))
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
	tr, err := openTrial(t.Context(), testkit.Dir(t), plan(*soakReturns, *soakLines, *soakSeed))
	if err != nil {
		t.Fatal(err)
	}
	tr.work(t)
	if err := tr.close(); err != nil {
		t.Error(err)
	}
	tr.report(t)
	after := settle(t, before)
	t.Logf("%d returns took %v; before and after them: %v, %v", *soakReturns, time.Since(start).Round(time.Second), before, after)
}

// plan is a quiet line, and lines of each troubled kind, over which that many
// returns are spread.
func plan(returns, lines int, seed uint64) []*deviceLine {
	all := []*deviceLine{{lineKind: quiet()}}
	kinds := troubled()
	if returns < 2*len(kinds) {
		kinds = kinds[:len(kinds)-1] // the last one, a shell, takes ten times as long
	}
	for range lines {
		for _, k := range kinds {
			all = append(all, &deviceLine{lineKind: k})
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

// TestOneLineDoesNotDisturbAnother does returns in virtual time on a quiet
// line, alone and beside others that are noisy and whose cables are pulled.
func TestOneLineDoesNotDisturbAnother(t *testing.T) {
	testkit.Long(t, "many returns over many lines")
	returns := *soakVirtual
	alone := atOnce(t, &deviceLine{lineKind: quiet(), returns: returns})
	busy := []*deviceLine{{lineKind: quiet(), returns: returns}}
	for _, k := range troubled() {
		busy = append(busy, &deviceLine{lineKind: k, returns: returns, number: len(busy), seed: *soakSeed})
	}
	beside := atOnce(t, busy...)
	if !slices.Equal(alone, beside) {
		t.Errorf("the returns took %v alone, and %v beside other lines", alone, beside)
	}
}

// atOnce does the returns of all lines at once, in virtual time, and gives
// how long each on the first one took.
func atOnce(t *testing.T, plan ...*deviceLine) (took []time.Duration) {
	t.Helper()
	dir := testkit.Dir(t)
	synctest.Test(t, func(t *testing.T) {
		for _, l := range plan {
			l.virtual = true
		}
		tr, err := openTrial(t.Context(), dir, plan)
		if err != nil {
			t.Fatal(err)
		}
		tr.work(t)
		took = plan[0].technician.took
		if err := tr.close(); err != nil {
			t.Error(err)
		}
		tr.report(t)
	})
	return took
}

// resources are what a program holds on to.
type resources struct{ goroutines, files int }

func (c resources) String() string {
	return fmt.Sprintf("%d goroutines and %d open files", c.goroutines, c.files)
}

// openFiles are the file descriptors of this process.
const openFiles = "/dev/fd"

func countResources(t *testing.T) resources {
	open, err := os.ReadDir(openFiles)
	if err != nil {
		t.Fatal(err)
	}
	return resources{runtime.NumGoroutine(), len(open)}
}

// settle waits until no more is held than before: a goroutine whose work is done
// may take a moment to end.
func settle(t *testing.T, before resources) resources {
	const most = 5 * time.Second
	end := time.Now().Add(most)
	for {
		now := countResources(t)
		if now.goroutines <= before.goroutines && now.files <= before.files {
			return now
		}
		if time.Now().After(end) {
			t.Errorf("%v are left of %v:\n%s", now, before, listResources(t))
			return now
		}
		time.Sleep(most / 100)
	}
}

// listResources lists all goroutines and open files.
func listResources(t *testing.T) string {
	var all strings.Builder
	if err := pprof.Lookup("goroutine").WriteTo(&all, 1); err != nil {
		t.Error(err)
	}
	links, err := filepath.Glob(filepath.Join(openFiles, "*"))
	if err != nil {
		t.Error(err)
	}
	for _, link := range links {
		target, err := os.Readlink(link)
		fmt.Fprintln(&all, link, target, err)
	}
	return all.String()
}
