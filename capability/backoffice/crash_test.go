package backoffice_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"

	"handback/capability"
)

// crash is what a process that is killed leaves, and the points at which it
// leaves just that.
type crash struct {
	left   image
	points []string
}

// course is a command that was not killed: what it began with, ended with and
// gave, and what it would have left at each point.
type course struct {
	command

	start, end         image
	rowsStart, rowsEnd rows
	answer             []byte
	told               []string // the points, in turn
	crashes            []crash
}

// begun is what lies there before any command gets ready: 3 of ACT-A are with
// the device, and 2 wait that it can prove.
func begun(t testing.TB) (image, device) {
	t.Helper()
	s := site{dir: t.TempDir()}
	if err := os.Mkdir(s.stick(), 0o755); err != nil {
		t.Fatal(err)
	}
	s.office = openWith(t, s.books(), told(connectHasty, nothing))
	d := newDevice(t, pump().Value)
	enroll(t, s.office, d)
	d.load(process(t, s.office, d.request(capability.Line{ActivationID: "ACT-A", Count: 3})).Bytes)
	if err := s.office.Close(); err != nil {
		t.Fatal(err)
	}
	return imageOf(t, s.dir), *d
}

// ready is what lies there when the command begins.
func (c command) ready(t testing.TB, begun image, d device) image {
	t.Helper()
	if c.makes {
		return image{"stick/": ""}
	}
	if c.file == nil {
		return begun
	}
	s := site{dir: begun.lay(t)}
	d.t = t
	s.office = openWith(t, s.books(), told(connectHasty, nothing))
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
func (c command) passed(t testing.TB, start image) *course {
	t.Helper()
	k := &course{command: c, start: start}
	k.rowsStart = rowsOf(t, site{dir: k.start.lay(t)}.books())
	s := site{dir: k.start.lay(t)}
	k.crashed("at the start", k.start)
	s.tell = func(point string) {
		k.told = append(k.told, point)
		k.crashed(point, imageOf(t, s.dir))
	}
	s.office = openWith(t, s.books(), told(connectHasty, s.tell))
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

// crashed keeps what lies there at a point, and what would if the write before
// it had been cut.
func (k *course) crashed(point string, left image) {
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

// cut keeps what lies there when only a part of a file was written.
func (k *course) cut(left image, name string, parts int) {
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
func (k *course) commit() (before, after int) {
	for i, point := range k.told {
		if point == "after COMMIT" {
			before, after = i, i+1
		}
	}
	return before, after
}

// committed is the first crash after which the command is done.
func (k *course) committed() int {
	last := 0
	for i, c := range k.crashes {
		if slices.Contains(c.points, "after COMMIT") {
			last = i
		}
	}
	return last
}

// idle says that the command leaves the books as they are.
func (k *course) idle() bool { return reflect.DeepEqual(k.rowsStart, k.rowsEnd) }

// TestKilledAtEveryPoint kills a real process right before and right after each
// command's COMMIT, when its answer is lost, and ends commands before and after each statement that
// writes, each COMMIT and each change of a stick: nothing of the command is
// kept, or all of it, and after it is run again there is no trace of the crash.
func TestKilledAtEveryPoint(t *testing.T) {
	t.Parallel()
	var points, states atomic.Int64
	t.Cleanup(func() { t.Logf("%d points, at which %d states lie on the disk", points.Load(), states.Load()) })
	from, d := begun(t)
	for name, c := range commands() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
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

// survives goes on with what a crash left, and reports whether the command had
// been done.
func (k *course) survives(t testing.TB, left image, point string) (done bool) {
	t.Helper()
	found := rowsOf(t, site{dir: left.lay(t)}.books())
	done = reflect.DeepEqual(found, k.rowsEnd)
	if !done && !reflect.DeepEqual(found, k.rowsStart) && len(found) > 0 {
		t.Errorf("%s: half of it was kept:\n%v", point, found.beside(k.rowsStart))
	}
	for name, content := range left.stick() {
		before, known := k.start[name]
		if after, wanted := k.end[name]; !(known && before == content || wanted && after == content || temporary(name)) {
			t.Errorf("%s: half a file lies under %s", point, name)
		}
	}
	s := site{dir: left.lay(t), tell: nothing}
	s.office = openWith(t, s.books(), told(connectHasty, nothing))
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
func (k *course) ended(t testing.TB, s site, point string, twice bool) {
	t.Helper()
	got, want := rowsOf(t, s.books()), k.rowsEnd
	if twice {
		if len(got["events"]) != len(want["events"])+1 {
			t.Errorf("%s: %d events, without the crash %d", point, len(got["events"]), len(want["events"]))
		}
		got, want = got.silent(), want.silent()
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: other books than without the crash: more\n%v\nless\n%v", point, got.beside(want), want.beside(got))
	}
	if !maps.Equal(imageOf(t, s.dir).stick(), k.end.stick()) {
		t.Errorf("%s: other files than without the crash", point)
	}
}
