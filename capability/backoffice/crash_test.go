package backoffice_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/testkit"

	"modernc.org/sqlite"
)

// TestKilledAtEveryPoint goes on with what is on the disk before and after
// each statement that writes, each COMMIT and each change of a stick, and with
// what a process leaves that is killed right before a COMMIT, or right after it,
// when the answer is lost: nothing of the command is kept, or all of it, and
// after it is run again there is no trace of the crash.
func TestKilledAtEveryPoint(t *testing.T) {
	t.Parallel()
	var points, states atomic.Int64
	t.Cleanup(func() { t.Logf("%d points, at which %d states lie on the disk", points.Load(), states.Load()) })
	from, d := startImage(t)
	for name, c := range commands() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name != "return" && name != "hand out" {
				testkit.Long(t, "each command is run at each of its points")
			}
			k := c.passed(t, c.ready(t, from, d))
			for i, crash := range k.crashes {
				points.Add(int64(len(crash.points)))
				states.Add(1)
				done := k.survives(t, crash.left, crash.points[0])
				if promised := i >= k.committed(); done != promised && !k.idle() {
					t.Errorf("%s: it is done: %t, want %t", crash.points, done, promised)
				}
			}
			k.killedAtCommit(t, name)
		})
	}
}

// crash is what a process that is killed leaves, and the points at which it
// leaves just that.
type crash struct {
	left   image
	points []string
}

// cleanRun is a command that was not killed: what it began with, ended with and
// gave, and what it would have left at each point.
type cleanRun struct {
	command

	start, end         image
	rowsStart, rowsEnd rows
	answer             []byte
	told               []string // the points, in turn
	crashes            []crash
}

// startImage is what is there before any command gets ready: 3 of ACT-A are with
// the device, and 2 wait that it can prove.
func startImage(t testing.TB) (image, device) {
	t.Helper()
	s := workspace{dir: t.TempDir()}
	if err := os.Mkdir(s.stick(), 0o755); err != nil {
		t.Fatal(err)
	}
	s.office = openWith(t, s.books(), told(connectUnsynced, nothing))
	d := newDevice(t, pump().Value)
	enroll(t, s.office, d)
	d.load(process(t, s.office, d.request(capability.Line{ActivationID: "ACT-A", Count: 3})).Bytes)
	if err := s.office.Close(); err != nil {
		t.Fatal(err)
	}
	return imageOf(t, s.dir), *d
}

// ready is what is there when the command begins.
func (c command) ready(t testing.TB, start image, d device) image {
	t.Helper()
	if c.makes {
		return image{"stick/": ""}
	}
	if c.file == nil {
		return start
	}
	s := workspace{dir: start.lay(t)}
	d.t = t
	s.office = openWith(t, s.books(), told(connectUnsynced, nothing))
	if err := os.WriteFile(s.file(), c.file(t, s, &d), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.office.Close(); err != nil {
		t.Fatal(err)
	}
	return imageOf(t, s.dir)
}

func nothing(string) {}

// passed runs the command and looks at the disk at each point.
func (c command) passed(t testing.TB, start image) *cleanRun {
	t.Helper()
	k := &cleanRun{command: c, start: start}
	k.rowsStart = rowsOf(t, workspace{dir: k.start.lay(t)}.books())
	s := workspace{dir: k.start.lay(t)}
	k.crashed("at the start", k.start)
	s.tell = func(point string) {
		k.told = append(k.told, point)
		k.crashed(point, imageOf(t, s.dir))
	}
	s.office = openWith(t, s.books(), told(connectUnsynced, s.tell))
	var err error
	if k.answer, err = c.run(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	k.crashed("at the end", imageOf(t, s.dir))
	if err := s.office.Close(); err != nil {
		t.Fatal(err)
	}
	k.end, k.rowsEnd = imageOf(t, s.dir), rowsOf(t, s.books())
	return k
}

// crashed keeps what is there at a point, and what would be there if the write before
// it had been cut.
func (k *cleanRun) crashed(point string, left image) {
	switch point {
	case "after write":
		for name := range left {
			if temporary(name) {
				k.cut(left, name, cuts(8))
			}
		}
	case "after COMMIT":
		k.cut(left, "books.db-wal", cuts(4))
	}
	if n := len(k.crashes); n > 0 && maps.Equal(k.crashes[n-1].left, left) {
		k.crashes[n-1].points = append(k.crashes[n-1].points, point)
		return
	}
	k.crashes = append(k.crashes, crash{left, []string{point}})
}

// cuts are fewer where everything is slow.
func cuts(n int) int {
	if raced {
		return n / 4
	}
	return n
}

// cut keeps what is there when only a part of a file was written.
func (k *cleanRun) cut(left image, name string, parts int) {
	content := left[name]
	for i := range min(parts, len(content)) {
		length := 1 + i*(len(content)-1)/parts
		half := maps.Clone(left)
		half[name] = content[:length]
		k.crashes = append(k.crashes, crash{half, []string{fmt.Sprintf("%s cut at %d", name, length)}})
	}
}

// commit counts the points up to those before and after the last COMMIT, which
// is that of the command: opening the books has one too.
func (k *cleanRun) commit() (before, after int) {
	for i, point := range k.told {
		if point == "after COMMIT" {
			before, after = i, i+1
		}
	}
	return before, after
}

// committed is the first crash after which the command is done.
func (k *cleanRun) committed() int {
	last := 0
	for i, c := range k.crashes {
		if slices.Contains(c.points, "after COMMIT") {
			last = i
		}
	}
	return last
}

// idle says that the command leaves the books as they are.
func (k *cleanRun) idle() bool { return reflect.DeepEqual(k.rowsStart, k.rowsEnd) }

// survives goes on with what a crash left, and reports whether the command had
// been done.
func (k *cleanRun) survives(t testing.TB, left image, point string) (done bool) {
	t.Helper()
	found := rowsOf(t, workspace{dir: left.lay(t)}.books())
	done = reflect.DeepEqual(found, k.rowsEnd)
	if !done && !reflect.DeepEqual(found, k.rowsStart) && len(found) > 0 {
		t.Errorf("%s: half of it was kept:\n%v", point, found.without(k.rowsStart))
	}
	for name, content := range left.stick() {
		before, known := k.start[name]
		if after, wanted := k.end[name]; !(known && before == content || wanted && after == content || temporary(name)) {
			t.Errorf("%s: half a file lies under %s", point, name)
		}
	}
	s := workspace{dir: left.lay(t), tell: nothing}
	s.office = openWith(t, s.books(), told(connectUnsynced, nothing))
	audit(t, s.office)
	run := k.run
	if done && k.again != nil {
		run = k.again
	}
	if answer, err := run(t.Context(), s); err != nil || !bytes.Equal(answer, k.answer) {
		t.Errorf("%s: after the restart another answer, or %v", point, err)
	}
	audit(t, s.office)
	if err := s.office.Close(); err != nil {
		t.Error(err)
	}
	k.ended(t, s, point, done && k.noted)
	return done
}

// ended compares the end with that without a crash. Twice: the command was run
// once more, and notes that.
func (k *cleanRun) ended(t testing.TB, s workspace, point string, twice bool) {
	t.Helper()
	got, want := rowsOf(t, s.books()), k.rowsEnd
	if twice {
		if len(got["events"]) != len(want["events"])+1 {
			t.Errorf("%s: %d events, without the crash %d", point, len(got["events"]), len(want["events"]))
		}
		got, want = got.silent(), want.silent()
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: other books than without the crash: more\n%v\nless\n%v", point, got.without(want), want.without(got))
	}
	if !maps.Equal(imageOf(t, s.dir).stick(), k.end.stick()) {
		t.Errorf("%s: other files than without the crash", point)
	}
}

// These name the folder, the command and the point for a test program that is a
// back office which is killed.
const (
	killedIn = "BACKOFFICE_KILLED_IN"
	killedAs = "BACKOFFICE_KILLED_AS"
	killedAt = "BACKOFFICE_KILLED_AT"
)

// freshBooks names the books that tests begin with, which are made once.
const freshBooks = "BACKOFFICE_FRESH_BOOKS"

func TestMain(m *testing.M) {
	if dir := os.Getenv(killedIn); dir != "" {
		os.Exit(die(dir, os.Getenv(killedAs), os.Getenv(killedAt)))
	}
	os.Exit(withFreshBooks(m.Run))
}

func withFreshBooks(run func() int) int {
	dir, err := os.MkdirTemp("", "backoffice-")
	if err != nil {
		return 3
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "books.db")
	office, err := backoffice.Init(context.Background(), path, unsynced())
	if err != nil || errors.Join(office.Close(), os.Setenv(freshBooks, path)) != nil {
		return 4
	}
	defer func() { _ = server.Stop() }()
	return run()
}

// die runs the command until it comes to the point, which is counted.
func die(dir, name, at string) int {
	point, err := strconv.Atoi(at)
	if err != nil {
		return 3
	}
	s := workspace{dir: dir, tell: func(string) {
		if point--; point == 0 {
			kill()
		}
	}}
	ctx := context.Background()
	s.office, err = backoffice.Init(ctx, s.books(), told(sqlite.NewConnector, s.tell))
	if err != nil {
		return 4
	}
	if _, err := commands()[name].run(ctx, s); err != nil {
		return 5
	}
	return 0 // it was not killed
}

// kill ends the process as a power cut does: nothing after it is run.
func kill() {
	if self, err := os.FindProcess(os.Getpid()); err == nil {
		_ = self.Kill()
	}
	select {}
}

// killedAtCommit kills a process that runs the command right before and right
// after the COMMIT.
func (k *cleanRun) killedAtCommit(t *testing.T, name string) {
	before, after := k.commit()
	deaths := []int{before, after}
	if raced {
		deaths = deaths[1:]
	}
	for _, at := range deaths {
		dir := k.start.lay(t)
		victim := exec.CommandContext(t.Context(), os.Args[0])
		victim.Env = append(os.Environ(), killedIn+"="+dir, killedAs+"="+name, killedAt+"="+strconv.Itoa(at))
		err := victim.Run()
		if exit := new(exec.ExitError); !errors.As(err, &exit) || (exit.Exited() && exit.ExitCode() != 1) {
			t.Fatalf("it was to be killed: %v", err)
		}
		if done := k.survives(t, imageOf(t, dir), "killed at point "+strconv.Itoa(at)); done != (at == after) && !k.idle() {
			t.Errorf("killed at point %d it is done: %t", at, done)
		}
	}
}
