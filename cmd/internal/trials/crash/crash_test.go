package crash

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"handback/capability/testkit"
	"handback/device/sim"
)

// TestKilledAtEveryPoint kills the technician's program at each point of a
// return, starts it again, and compares the end with that of a return in which
// nothing happened. Unless all are asked for it takes some of the points, and
// but in a short run, which has one course alone, the first of every name.
func TestKilledAtEveryPoint(t *testing.T) {
	seen := make(map[string]bool)
	courses := []course{fromDevice, fromPortal, fromCase, toOther, twoAtOnce}
	if testing.Short() {
		courses = []course{fromDevice}
	}
	for _, c := range courses {
		t.Run(string(c), func(t *testing.T) {
			s := newSeries(t, c)
			n := stride()
			if c == twoAtOnce && !*everyPoint { // most points are those of one return
				n *= 2
			}
			chosen := choose(s.points, n, seen)
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
		return 31
	}
}

// choose gives the numbers of every n-th point and, but in a short run, of the
// first of each name that was not seen yet. A point of the activation is no new
// one where the return before had the same.
func choose(points []string, n int, seen map[string]bool) (chosen []int) {
	for i, p := range points {
		if !*everyPoint {
			p = strings.TrimPrefix(p, activating)
		}
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
	err := makeTrial(t.Context(), s.start, c)
	if errors.Is(err, sim.ErrNoTerminal) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	tr := s.trial(t)
	points, killed, err := tr.victim(t.Context(), 0)
	if err != nil || killed {
		t.Fatalf("without a kill: %v (killed: %t)", err, killed)
	}
	if s.want, err = tr.end(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := tr.close(); err != nil {
		t.Error(err)
	}
	s.points = points
	checkEnd(t, c, s.want)
	return s
}

// trial is one more trial as it is at the start.
func (s *series) trial(t *testing.T) *trial {
	dir := testkit.Dir(t)
	if err := os.CopyFS(dir, os.DirFS(s.start)); err != nil {
		t.Fatal(err)
	}
	tr, err := openTrial(t.Context(), dir, s.course)
	if errors.Is(err, sim.ErrNoTerminal) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return tr
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
	tr := s.trial(t)
	defer func() {
		if err := errors.Join(tr.close(), os.RemoveAll(tr.dir)); err != nil {
			t.Error(err)
		}
	}()
	name := s.points[point-1]
	last, killed, err := tr.victim(t.Context(), point)
	if len(last) == 1 && s.course == twoAtOnce { // which of the two comes first differs
		name = last[0]
	}
	if err != nil || !killed || len(last) != 1 || last[0] != name {
		t.Errorf("point %d, %s: it came to %v (killed: %t), %v", point, name, last, killed, err)
		return
	}
	if err := tr.whole(t.Context(), 0); err != nil {
		t.Errorf("killed %s (point %d): %v", name, point, err)
	}
	if err := tr.goOn(t.Context()); err != nil {
		t.Errorf("killed %s (point %d), then: %v", name, point, err)
		return
	}
	got, err := tr.end(t.Context())
	if err != nil {
		t.Errorf("killed %s (point %d), at the end: %v", name, point, err)
	}
	for part, differs := range got.differs(s.want) {
		t.Errorf("killed %s (point %d), %s at the end: %s", name, point, part, differs)
	}
}

// These make this test program a technician's program that is to be killed.
const (
	victimDir   = "CRASH_IN"   // the trial's folder
	victimDoes  = "CRASH_DOES" // its course
	victimPoint = "CRASH_AT"   // the number of the point, from 1; 0: at none
)

// What a victim says, a line each. To atPortal it waits for a line.
const (
	atPortal = "portal"
	passed   = "point "
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(victimDir); dir != "" {
		if err := beVictim(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// beVictim does the return and ends in the middle of it, by the system's hand.
// It names the point first; one that shall live names all points.
func beVictim(dir string) error {
	last, err := strconv.Atoi(os.Getenv(victimPoint))
	if err != nil {
		return err
	}
	in, n := bufio.NewReader(os.Stdin), 0
	var one sync.Mutex // two returns come to their points at the same time
	t := technician{
		dir: dir, state: stateDir, course: course(os.Getenv(victimDoes)),
		trace: func(point string) {
			one.Lock()
			defer one.Unlock()
			n++
			if last == 0 || n == last {
				fmt.Println(passed + point)
			}
			if n == last {
				die()
			}
		},
		portal: func() error {
			fmt.Println(atPortal)
			_, err := in.ReadString('\n')
			return err
		},
	}
	return t.work(context.Background())
}

// die ends the process as a power cut does: nothing after it is run.
func die() {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {}
}

// victim runs the technician's program and kills it at the point of that
// number. It gives the points that it named, and whether it was killed.
func (tr *trial) victim(ctx context.Context, point int) (points []string, killed bool, err error) {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), victimDir+"="+tr.dir, victimDoes+"="+string(tr.course), victimPoint+"="+strconv.Itoa(point))
	var problem strings.Builder
	cmd.Stderr = &problem
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, false, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, false, err
	}
	if err := cmd.Start(); err != nil {
		return nil, false, err
	}
	points, err = tr.listen(out, in)
	ended := cmd.Wait()
	if exit := new(exec.ExitError); errors.As(ended, &exit) && !exit.Exited() {
		return points, true, err
	}
	if ended != nil {
		err = errors.Join(err, fmt.Errorf("%w: %s", ended, &problem))
	}
	return points, false, err
}

func (tr *trial) listen(out io.Reader, in io.Writer) (points []string, err error) {
	for scan := bufio.NewScanner(out); scan.Scan(); {
		if point, found := strings.CutPrefix(scan.Text(), passed); found {
			points = append(points, point)
			continue
		}
		err = errors.Join(err, tr.portal())
		_, told := io.WriteString(in, "\n")
		err = errors.Join(err, told)
	}
	return points, err
}
