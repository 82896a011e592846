package backoffice_test

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
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
func (c command) ready(t testing.TB, start image, d device) image {
	t.Helper()
	if c.makes {
		return image{"stick/": ""}
	}
	if c.file == nil {
		return start
	}
	s := site{dir: start.lay(t)}
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
