package crash

import (
	"errors"
	"flag"
	"os"
	"runtime"
	"sync"
	"testing"

	"handback/capability/testkit"
	"handback/device/sim"
)

// TestKilledAtEveryPoint kills the technician's program at each point of a
// return, starts it again, and compares the end with that of a return in which
// nothing happened. Unless all are asked for it takes some of the points, and
// but in a short run the first of every name.
func TestKilledAtEveryPoint(t *testing.T) {
	seen := make(map[string]bool)
	for _, c := range []course{fromDevice, fromPortal, fromCase, toOther} {
		t.Run(string(c), func(t *testing.T) {
			s := newSeries(t, c)
			chosen := choose(s.points, stride(), seen)
			s.runAll(t, chosen)
			t.Logf("killed at %d of %d points with %d names so far", len(chosen), len(s.points), len(seen))
		})
	}
}

var everyPoint = flag.Bool("every-point", false, "kill at every point, which takes minutes")

// stride is how far the points are apart at which it is killed.
func stride() int {
	switch {
	case *everyPoint:
		return 1
	case testing.Short():
		return 101
	case raceEnabled:
		return 51
	default:
		return 7
	}
}

// choose gives the numbers of every n-th point and, but in a short run, of the
// first of each name that was not seen yet.
func choose(points []string, n int, seen map[string]bool) (chosen []int) {
	for i, p := range points {
		if i%n == 0 || !seen[p] && !testing.Short() {
			chosen = append(chosen, i+1)
			seen[p] = true
		}
	}
	return chosen
}

// series is a return that is done again and again.
type series struct {
	start  string // the folder with what each run begins with
	course course
	points []string // that a run passes which is not killed
	want   end
}

func newSeries(t *testing.T, c course) *series {
	s := &series{start: testkit.Dir(t), course: c}
	err := makeWorld(t.Context(), s.start, c)
	if errors.Is(err, sim.ErrNoTerminal) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	w := s.world(t)
	points, killed, err := w.victim(t.Context(), 0)
	if err != nil || killed {
		t.Fatalf("without a kill: %v (killed: %t)", err, killed)
	}
	if s.want, err = w.end(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := w.close(); err != nil {
		t.Error(err)
	}
	s.points = points
	checkEnd(t, c, s.want)
	return s
}

// world is one more world as it is at the start.
func (s *series) world(t *testing.T) *world {
	dir := testkit.Dir(t)
	if err := os.CopyFS(dir, os.DirFS(s.start)); err != nil {
		t.Fatal(err)
	}
	w, err := openWorld(t.Context(), dir, s.course)
	if errors.Is(err, sim.ErrNoTerminal) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// runAll kills at each of these points, at several at a time.
func (s *series) runAll(t *testing.T, chosen []int) {
	next := make(chan int)
	var workers sync.WaitGroup
	for range 4 * runtime.GOMAXPROCS(0) { // they wait for the line most of the time
		workers.Go(func() {
			for point := range next {
				s.killedAt(t, point)
			}
		})
	}
	for _, point := range chosen {
		next <- point
	}
	close(next)
	workers.Wait()
}

func (s *series) killedAt(t *testing.T, point int) {
	w := s.world(t)
	defer func() {
		if err := errors.Join(w.close(), os.RemoveAll(w.dir)); err != nil {
			t.Error(err)
		}
	}()
	name := s.points[point-1]
	last, killed, err := w.victim(t.Context(), point)
	if err != nil || !killed || len(last) != 1 || last[0] != name {
		t.Errorf("point %d, %s: it came to %v (killed: %t), %v", point, name, last, killed, err)
		return
	}
	if err := w.whole(t.Context(), 0); err != nil {
		t.Errorf("killed %s (point %d): %v", name, point, err)
	}
	if err := w.goOn(t.Context()); err != nil {
		t.Errorf("killed %s (point %d), then: %v", name, point, err)
		return
	}
	got, err := w.end(t.Context())
	if err != nil {
		t.Errorf("killed %s (point %d), at the end: %v", name, point, err)
	}
	for part, differs := range got.differs(s.want) {
		t.Errorf("killed %s (point %d), %s at the end: %s", name, point, part, differs)
	}
}
