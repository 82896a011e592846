package crash

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// These make this test program a technician's program that is to be killed.
const (
	victimDir   = "CRASH_IN"   // the world's folder
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
	t := technician{
		dir: dir, state: stateDir, course: course(os.Getenv(victimDoes)),
		trace: func(point string) {
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
func (w *world) victim(ctx context.Context, point int) (points []string, killed bool, err error) {
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), victimDir+"="+w.dir, victimDoes+"="+string(w.course), victimPoint+"="+strconv.Itoa(point))
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
	points, err = w.listen(out, in)
	ended := cmd.Wait()
	if exit := new(exec.ExitError); errors.As(ended, &exit) && !exit.Exited() {
		return points, true, err
	}
	if ended != nil {
		err = errors.Join(err, fmt.Errorf("%w: %s", ended, &problem))
	}
	return points, false, err
}

func (w *world) listen(out io.Reader, in io.Writer) (points []string, err error) {
	for scan := bufio.NewScanner(out); scan.Scan(); {
		if point, found := strings.CutPrefix(scan.Text(), passed); found {
			points = append(points, point)
			continue
		}
		err = errors.Join(err, w.portal())
		_, told := io.WriteString(in, "\n")
		err = errors.Join(err, told)
	}
	return points, err
}
