package ledger

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
)

// everyByte has each write cut at every byte, and each bit of a journal flipped;
// without it at its ends and here and there.
var everyByte = flag.Bool("every-byte", false, "cut at every byte, flip every bit")

// errCut stands for a full disk, a pulled plug, a killed process.
var errCut = errors.New("cut")

const never = -1

// faulty is a disk that fails at a chosen moment. Each byte written and each
// other change is one; so a write can end in the middle. It keeps a log and
// waits for nothing.
type faulty struct {
	disk
	left    int  // until the fault, or never
	forever bool // nothing works after the fault, as after a kill
	tripped bool
	blind   bool // no open file can be looked at
	log     []string
	took    []int // how long each change was
}

// moments are those at which what was done can be cut: each change is one, and
// a write has one before each of its bytes. With the last one it is whole.
func (d *faulty) moments() []int {
	var all []int
	begun := 0
	for _, n := range d.took {
		for done := range n {
			if *everyByte || done == 0 || done == n-1 || done%53 == 26 {
				all = append(all, begun+done)
			}
		}
		begun += n
	}
	return append(all, begun)
}

// allow gives how much of a change that is n long takes place.
func (d *faulty) allow(n int) (int, error) {
	d.took = append(d.took, n)
	switch {
	case d.tripped && d.forever:
		return 0, errCut
	case d.tripped || d.left == never:
		return n, nil
	case n > d.left:
		d.tripped = true
		return d.left, errCut
	}
	d.left -= n
	return n, nil
}

func (d *faulty) change(what string, names ...string) error {
	for _, n := range names {
		what += " " + path.Base(n)
	}
	d.log = append(d.log, what)
	_, err := d.allow(1)
	return err
}

func (d *faulty) Create(name string) (file, error) {
	if err := d.change("create", name); err != nil {
		return nil, err
	}
	f, err := d.disk.Create(name)
	return &faultyFile{f, d}, err
}

func (d *faulty) Edit(name string) (file, error) {
	if err := d.change("edit", name); err != nil {
		return nil, err
	}
	f, err := d.disk.Edit(name)
	return &faultyFile{f, d}, err
}

func (d *faulty) Mkdir(name string) error {
	if err := d.change("mkdir", name); err != nil {
		return err
	}
	return d.disk.Mkdir(name)
}

func (d *faulty) Rename(from, to string) error {
	if err := d.change("rename", from, to); err != nil {
		return err
	}
	return d.disk.Rename(from, to)
}

func (d *faulty) RemoveAll(name string) error {
	if err := d.change("remove", name); err != nil {
		return err
	}
	return d.disk.RemoveAll(name)
}

func (d *faulty) SyncDir(name string) error { return d.change("syncdir", name) }

// faultyFile is a file on a faulty disk.
type faultyFile struct {
	file
	on *faulty
}

func (f *faultyFile) WriteAt(data []byte, at int64) (int, error) {
	f.on.log = append(f.on.log, fmt.Sprintf("write %d at %d", len(data), at))
	n, fault := f.on.allow(len(data))
	done, err := f.file.WriteAt(data[:n], at)
	return done, errors.Join(fault, err)
}

func (f *faultyFile) Truncate(size int64) error {
	if err := f.on.change(fmt.Sprintf("truncate to %d", size)); err != nil {
		return err
	}
	return f.file.Truncate(size)
}

func (f *faultyFile) Stat() (fs.FileInfo, error) {
	if f.on.blind {
		return nil, errCut
	}
	return f.file.Stat()
}

func (f *faultyFile) Sync() error { return f.on.change("sync") }

func TestTraceNamesEveryChangeBeforeAndAfter(t *testing.T) {
	dir := stateDir(t)
	var points []string
	l, err := Open(dir, Options{Trace: func(point string) { points = append(points, point) }})
	if err != nil {
		t.Fatal(err)
	}
	d := &faulty{disk: l.disk, left: never}
	l.disk = d
	facts := usual(testID)
	keep(t, l, testID, facts[:2]...)
	if err := l.Put(testID, requestFile, requestData); err != nil {
		t.Fatal(err)
	}
	if _, err := l.TakeIn(caseOf("", opened("R-22222")), note()); err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	const opening = 6 // lock, folder, sync: before there was a log
	changes := slices.DeleteFunc(d.log, func(what string) bool { return strings.HasPrefix(what, "edit ") })
	if len(points)-opening != 2*len(changes) {
		t.Errorf("%d points of %d changes\n%s", len(points)-opening, len(changes), strings.Join(points, "\n"))
	}
	ops := map[string]bool{}
	for n := 0; n < len(points); n += 2 {
		point, found := strings.CutPrefix(points[n], "ledger: before ")
		if !found || points[n+1] != "ledger: after "+point {
			t.Errorf("%q is followed by %q", points[n], points[n+1])
		}
		ops[strings.Fields(point)[0]] = true
	}
	want := []string{"append", "create", "index", "lock", "open", "put", "take"}
	if got := slices.Sorted(maps.Keys(ops)); !slices.Equal(got, want) {
		t.Errorf("traced %v, want %v", got, want)
	}
}

// stopped is what a program that ends at a point leaves undone.
type stopped struct{}

func TestEndAtAnyPointGivesTheStateBeforeOrAfter(t *testing.T) {
	t.Parallel()
	for _, s := range steps() {
		before, after := s.ends(t)
		for stop := 0; ; stop++ {
			dir := stateDir(t)
			l, _ := s.begin(t, dir)
			ended := endAt(l, stop, func() error { return s.do(l) })
			l.Close()
			got := stateOf(openToRead(t, dir))
			if got.Return.Stage != before.Return.Stage && got.Return.Stage != after.Return.Stage || got.Err && !before.Err {
				t.Errorf("%s ended at point %d: %+v", s.name, stop, got)
			}
			if !ended {
				break
			}
		}
	}
}

// endAt runs do and ends it at a point of the trace, as a kill would.
func endAt(l *Ledger, stop int, do func() error) (ended bool) {
	defer func() {
		l.trace = nil
		if cause := recover(); cause != nil {
			_, ended = cause.(stopped)
		}
	}()
	seen := 0
	l.trace = func(string) {
		if seen++; seen > stop {
			panic(stopped{})
		}
	}
	return do() != nil
}

// listening is a disk that notes what is read.
type listening struct {
	disk
	mu    sync.Mutex
	names []string
}

func (d *listening) Open(name string) (io.ReadCloser, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names = append(d.names, name)
	return d.disk.Open(name)
}
