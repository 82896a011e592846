package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"handback/capability"
)

// entriesOf gives the entries of those facts as a case on a stick has them.
func entriesOf(facts ...capability.Fact) []capability.Entry {
	all := make([]capability.Entry, len(facts))
	for n, f := range facts {
		all[n] = entry(n, f)
	}
	return all
}

func TestImportBringsWhatIsNewHere(t *testing.T) {
	facts := usual(testID)
	tests := []struct {
		name         string
		here, there  int // facts
		created      bool
		added, after int
	}{
		{"unknown return", 0, 13, true, 13, 13},
		{"just begun there", 0, 1, true, 1, 1},
		{"they went on", 3, 9, false, 6, 9},
		{"we went on", 9, 3, false, 0, 9},
		{"the same", 5, 5, false, 0, 5},
	}
	for _, tt := range tests {
		l, _ := open(t, place(t))
		keep(t, l, testID, facts[:tt.here]...)
		got, err := l.Import(entriesOf(facts[:tt.there]...))
		if err != nil || got.Created != tt.created || got.Added != tt.added || len(got.Return.Entries) != tt.after {
			t.Errorf("%s: created %v, added %d, %d facts, %v", tt.name, got.Created, got.Added, len(got.Return.Entries), err)
		}
		if got := stateOf(openToRead(t, filepath.Dir(filepath.Dir(l.Dir(testID))))); got.Return.ChangedAt != entry(tt.after-1, nil).At {
			t.Errorf("%s: on the disk is %+v", tt.name, got.Return)
		}
		journalNow, err := os.ReadFile(filepath.Join(l.Dir(testID), journalName))
		if want := journal(t, facts[:tt.after]...); err != nil || string(journalNow) != string(want) {
			t.Errorf("%s: the journal differs from that of the other laptop", tt.name)
		}
		if r, err := l.Return(testID); err != nil || !reflect.DeepEqual(r, got.Return) {
			t.Errorf("%s: says %+v, holds %+v, %v", tt.name, got.Return, r, err)
		}
	}
}

func TestReturnGoesOnAfterAnImport(t *testing.T) {
	l, _ := open(t, place(t))
	facts := usual(testID)
	keep(t, l, testID, facts[:2]...)
	if _, err := l.Import(entriesOf(facts[:5]...)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Append(testID, entry(5, facts[5])); err != nil {
		t.Fatal(err)
	}
	if c, err := l.Verify(t.Context(), testID); c.Facts != 6 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestForkIsToldAndNeverMerged(t *testing.T) {
	facts := usual(testID)
	tests := []struct {
		name   string
		there  []capability.Entry
		common int
	}{
		{"both went on", append(entriesOf(facts[:4]...), entry(4, capability.Cancelled{})), 4},
		{"the same act at another time", append(entriesOf(facts[:4]...), entry(9, facts[4])), 4},
		{"by another operator", append(entriesOf(facts[:4]...), capability.Entry{At: entry(4, nil).At, By: "lee", Fact: facts[4]}), 4},
		{"another return of that ID", entriesOf(func() capability.Fact { f := opened(testID); f.Reason = "other"; return f }()), 0},
	}
	for _, tt := range tests {
		l, d := open(t, place(t))
		keep(t, l, testID, facts[:6]...)
		before := stateOf(l)
		d.log = nil
		_, err := l.Import(tt.there)
		var fork *Fork
		if !errors.Is(err, ErrForked) || !errors.As(err, &fork) {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if fork.ID != testID || fork.Common != tt.common || len(fork.Ours) != 6-tt.common || len(fork.Theirs) != 1 ||
			!reflect.DeepEqual(fork.Theirs[0].Fact, tt.there[tt.common].Fact) || fork.Error() == "" {
			t.Errorf("%s: %+v", tt.name, fork)
		}
		if got := stateOf(l); len(d.log) != 0 || !reflect.DeepEqual(got, before) {
			t.Errorf("%s: it changed the record: %v", tt.name, d.log)
		}
	}
}

func TestCaseThatCantBeIsRefusedWhole(t *testing.T) {
	facts := usual(testID)
	tests := []struct {
		name  string
		there []capability.Entry
		want  error
	}{
		{"nothing", nil, ErrTooLarge},
		{"too much", make([]capability.Entry, MaxFacts+1), ErrTooLarge},
		{"no fact", []capability.Entry{{}}, capability.ErrUnexpected},
		{"no beginning", entriesOf(facts[1:]...), capability.ErrUnexpected},
		{"a fact is missing", entriesOf(append(facts[:2:2], facts[3:]...)...), capability.ErrUnexpected},
		{"escape from the folder", entriesOf(opened("../../x")), capability.ErrReturnID},
	}
	for _, tt := range tests {
		l, d := open(t, place(t))
		if _, err := l.Import(tt.there); !errors.Is(err, tt.want) || len(d.log) != 0 {
			t.Errorf("%s: %v; wrote %v", tt.name, err, d.log)
		}
	}
}

func TestReaderComparesButDoesNotImport(t *testing.T) {
	dir := place(t)
	facts := usual(testID)
	plant(t, dir, testID, journal(t, facts[:4]...))
	l := openToRead(t, dir)
	if got, err := l.Import(entriesOf(facts[:3]...)); err != nil || len(got.Return.Entries) != 4 {
		t.Errorf("an older case: %+v, %v", got, err)
	}
	if _, err := l.Import(entriesOf(facts[:5]...)); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a newer case: %v", err)
	}
	if _, err := l.Import(entriesOf(opened("R-22222"))); !errors.Is(err, ErrReadOnly) {
		t.Errorf("an unknown case: %v", err)
	}
}

// importMoments are those at which the import of six facts can be cut where
// some are here already.
func importMoments(t *testing.T, here int) []int {
	facts := usual(testID)
	l, d := open(t, place(t))
	keep(t, l, testID, facts[:here]...)
	d.took = nil
	if _, err := l.Import(entriesOf(facts[:6]...)); err != nil {
		t.Fatal(err)
	}
	return d.moments()
}

func TestCutImportIsCompletedByTheNext(t *testing.T) {
	t.Parallel()
	facts := usual(testID)
	for _, here := range []int{0, 3} {
		lengths := map[int]int{}
		for _, left := range importMoments(t, here) {
			dir := place(t)
			l, d := open(t, dir)
			keep(t, l, testID, facts[:here]...)
			d.left, d.forever = left, true
			_, err := l.Import(entriesOf(facts[:6]...))
			l.Close()
			again, _ := open(t, dir)
			r, _ := again.Return(testID)
			lengths[len(r.Entries)]++
			if len(r.Entries) < here || err == nil && len(r.Entries) != 6 {
				t.Fatalf("cut at %d: %d facts, %v", left, len(r.Entries), err)
			}
			got, completed := again.Import(entriesOf(facts[:6]...))
			if completed != nil || len(got.Return.Entries) != 6 || got.Added != 6-len(r.Entries) {
				t.Fatalf("cut at %d, imported again: %+v, %v", left, got, completed)
			}
			again.Close()
			if err == nil {
				break
			}
		}
		if here == 0 && (lengths[0] == 0 || lengths[6] == 0 || len(lengths) != 2) {
			t.Errorf("an unknown return was there in part: %v", lengths)
		}
		if here == 3 && (lengths[3] == 0 || lengths[4] == 0 || lengths[6] == 0) {
			t.Errorf("cuts left %v", lengths)
		}
	}
}
