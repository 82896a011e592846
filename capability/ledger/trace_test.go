package ledger

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestTraceNamesEveryChangeBeforeAndAfter(t *testing.T) {
	dir := place(t)
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
			dir := place(t)
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
