package ledger

import (
	"bytes"
	"context"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"handback/capability"
)

func TestReadersBesideAWriterSeeAPrefix(t *testing.T) {
	dir := stateDir(t)
	w, _ := open(t, dir)
	keep(t, w, testID, opened(testID))
	done, end := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for _, l := range []*Ledger{w, openToRead(t, dir), openToRead(t, dir)} {
		readers.Go(func() {
			for seen := 0; done.Err() == nil; {
				r, err := l.Return(testID)
				if err != nil || len(r.Entries) < seen {
					t.Errorf("%d facts after %d, %v", len(r.Entries), seen, err)
					return
				}
				seen = len(r.Entries)
				if all, err := l.List(t.Context()); err != nil || len(all) != 1 || all[0].Err != nil {
					t.Errorf("listed %+v, %v", all, err)
				}
			}
		})
	}
	for n := range 100 {
		if _, err := w.Append(testID, entry(n, capability.LicensesRead{Reading: reading(testHeld)})); err != nil {
			t.Error(err)
		}
		if err := w.Put(testID, requestFile, requestData); err != nil {
			t.Error(err)
		}
	}
	end()
	readers.Wait()
}

// shifting is a disk on which the journal changes while it is read for the
// first time.
type shifting struct {
	disk
	mixed  []byte // what that reader gets
	change func()
}

func (d *shifting) Open(name string) (io.ReadCloser, error) {
	if mixed := d.mixed; mixed != nil {
		d.mixed = nil
		d.change()
		return io.NopCloser(bytes.NewReader(mixed)), nil
	}
	return d.disk.Open(name)
}

func TestJournalThatChangesWhileItIsReadIsReadAgain(t *testing.T) {
	facts := usual(testID)
	data := journal(t, facts[:3]...)
	cut := len(data) - 20
	mixed := bytes.Clone(data)
	copy(mixed[cut-40:], bytes.Repeat([]byte("x"), 40)) // a torn line, and the end of the one that replaced it
	for _, changes := range []bool{true, false} {
		dir := stateDir(t)
		plant(t, dir, testID, data[:cut])
		l := openToRead(t, dir)
		l.disk = &shifting{disk: l.disk, mixed: mixed, change: func() {
			if changes {
				plant(t, dir, testID, data)
			}
		}}
		r, err := l.Return(testID)
		if changes && (err != nil || len(r.Entries) != 3) {
			t.Errorf("%d facts, %v", len(r.Entries), err)
		}
		if !changes && !errors.Is(err, ErrDamaged) {
			t.Errorf("damage was read again until it was gone: %v", err)
		}
	}
}

// step is something that changes a ledger.
type step struct {
	name   string
	before int // facts of the usual return that are there before
	do     func(l *Ledger) error
	order  []string // what happens on the disk; # stands for a number
}

func steps() []step {
	facts := usual(testID)
	short := capability.Opened{
		ID: testID, Way: capability.FromPortal,
		Reading: capability.Reading{Device: capability.Identity{Host: reading(nil).Device.Host}},
	}
	return []step{
		{"create", 0, func(l *Ledger) error {
			_, err := l.Create(entry(0, short))
			return err
		}, []string{
			"remove .new", "mkdir .new", "create journal.jsonl", "write # at 0", "sync",
			"syncdir .new", "rename .new R-7F3K2", "syncdir returns",
		}},
		{"append", 2, func(l *Ledger) error {
			_, err := l.Append(testID, entry(2, facts[2]))
			return err
		}, []string{"edit journal.jsonl", "write # at #", "sync"}},
		{"put", 2, func(l *Ledger) error {
			return l.Put(testID, requestFile, requestData)
		}, []string{
			"create .new", "write # at 0", "sync", "rename .new " + FileName(requestFile),
			"edit " + FileName(requestFile), "sync", "syncdir R-7F3K2",
		}},
	}
}

// state is all that a user can see of a ledger.
type state struct {
	Return capability.Return
	Err    bool
	File   string
}

func stateOf(l *Ledger) state {
	r, err := l.Return(testID)
	data, _ := l.Get(testID, requestFile.SHA256)
	return state{r, err != nil, string(data)}
}

// begin gives a ledger as it is before s.
func (s step) begin(t *testing.T, dir string) (*Ledger, *faulty) {
	l, d := open(t, dir)
	if s.before > 0 {
		keep(t, l, testID, usual(testID)[:s.before]...)
	}
	d.log, d.took = nil, nil
	return l, d
}

// moments are those at which s can be cut.
func (s step) moments(t *testing.T) []int {
	l, d := s.begin(t, stateDir(t))
	if err := s.do(l); err != nil {
		t.Fatal(err)
	}
	return d.moments()
}

// ends gives the states before and after s.
func (s step) ends(t *testing.T) (before, after state) {
	l, _ := s.begin(t, stateDir(t))
	before = stateOf(l)
	if err := s.do(l); err != nil {
		t.Fatal(err)
	}
	return before, stateOf(l)
}

func TestCutAtAnyMomentGivesTheStateBeforeOrAfter(t *testing.T) {
	t.Parallel()
	for _, s := range steps() {
		before, after := s.ends(t)
		seen := map[bool]int{}
		for _, left := range s.moments(t) {
			dir := stateDir(t)
			l, d := s.begin(t, dir)
			d.left, d.forever = left, true
			err := s.do(l)
			if err == nil {
				break
			}
			if !errors.Is(err, errCut) {
				t.Fatalf("%s cut at %d: %v", s.name, left, err)
			}
			l.Close()
			again, _ := open(t, dir)
			got := stateOf(again)
			if !reflect.DeepEqual(got, before) && !reflect.DeepEqual(got, after) {
				t.Fatalf("%s cut at %d: found %+v", s.name, left, got)
			}
			seen[reflect.DeepEqual(got, after)]++
			if !reflect.DeepEqual(got, after) {
				if err := s.do(again); err != nil {
					t.Fatalf("%s cut at %d, done again: %v", s.name, left, err)
				}
			}
			if got := stateOf(openToRead(t, dir)); !reflect.DeepEqual(got, after) {
				t.Fatalf("%s cut at %d, done again: %+v", s.name, left, got)
			}
			again.Close()
		}
		if seen[false] == 0 || seen[true] == 0 {
			t.Errorf("%s: the state before was found %d times, that after %d times", s.name, seen[false], seen[true])
		}
	}
}

func TestFailureLeavesTheStateBeforeAndTheNextTrySucceeds(t *testing.T) {
	t.Parallel()
	for _, s := range steps() {
		before, after := s.ends(t)
		for _, left := range s.moments(t) {
			l, d := s.begin(t, stateDir(t))
			d.left = left
			err := s.do(l)
			if err == nil {
				break
			}
			// A file that is there already does no harm: a fact names it, or none.
			if got := stateOf(l); !reflect.DeepEqual(got, before) && s.name != "put" {
				t.Fatalf("%s failed at %d: found %+v", s.name, left, got)
			}
			if err := s.do(l); err != nil {
				t.Fatalf("%s failed at %d, tried again: %v", s.name, left, err)
			}
			if got := stateOf(l); !reflect.DeepEqual(got, after) {
				t.Fatalf("%s failed at %d, tried again: %+v", s.name, left, got)
			}
			l.Close()
		}
	}
}

// What is safe on the disk is not called lost for a look that fails.
func TestFactThatIsSafeIsNoError(t *testing.T) {
	l, d := open(t, stateDir(t))
	facts := usual(testID)
	keep(t, l, testID, facts[:2]...)
	d.blind = true
	for n := 2; n < 4; n++ {
		if _, err := l.Append(testID, entry(n, facts[n])); err != nil {
			t.Fatal(err)
		}
		if r, err := l.Return(testID); err != nil || len(r.Entries) != n+1 {
			t.Errorf("%d facts, %v", len(r.Entries), err)
		}
		if all := list(t, l); all[0].Stage != l.recent.of(testID).now.Stage {
			t.Errorf("listed at %s", all[0].Stage)
		}
	}
}

func TestOrderOfWritesAndSyncs(t *testing.T) {
	for _, s := range steps() {
		l, d := s.begin(t, stateDir(t))
		if err := s.do(l); err != nil {
			t.Fatal(err)
		}
		got := slices.Clone(d.log)
		for i, text := range got {
			if _, at, written := strings.Cut(text, " at "); written && at == "0" {
				got[i] = "write # at 0"
			} else if written {
				got[i] = "write # at #"
			}
		}
		if !slices.Equal(got, s.order) {
			t.Errorf("%s:\n%s\nwant\n%s", s.name, strings.Join(got, "\n"), strings.Join(s.order, "\n"))
		}
	}
}

func TestCutIndexIsMadeAnew(t *testing.T) {
	t.Parallel()
	l, d := open(t, stateDir(t))
	keep(t, l, testID, usual(testID)[:3]...)
	d.took = nil
	l.Close()
	for _, left := range d.moments() {
		dir := stateDir(t)
		l, d := open(t, dir)
		want := keep(t, l, testID, usual(testID)[:3]...)
		d.left, d.forever = left, true
		l.Close()
		again, _ := open(t, dir)
		all, err := again.List(t.Context())
		if err != nil || len(all) != 1 || all[0].Err != nil || all[0].Stage != want.Stage {
			t.Fatalf("index cut at %d: %+v, %v", left, all, err)
		}
		again.Close()
	}
}
