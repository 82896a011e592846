package backoffice_test

import (
	"bytes"
	"maps"
	"reflect"
	"sync/atomic"
	"testing"
)

// TestKilledAtEveryPoint goes on with what lies on the disk before and after
// each statement that writes, each COMMIT and each change of a stick, and with
// what a process leaves that is killed right before a COMMIT, or right after it,
// when the answer is lost: nothing of the command is kept, or all of it, and
// after it is run again there is no trace of the crash.
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
