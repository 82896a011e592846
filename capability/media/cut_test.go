package media

import (
	"errors"
	"path"
	"testing"

	"handback/capability"
)

// fewBytes are files of an act that are short enough to be cut at every byte.
func fewBytes() []File {
	return []File{
		{Name: "1-return-request.bin", Data: []byte("the request")},
		{Name: "READ-ME-FIRST.txt", Data: []byte("the new slip\n"), Replace: true},
		{Name: "return.json", Data: []byte(`{"stage": "requested"}`), Replace: true},
	}
}

// Writing that ends at any byte, with any error or because the stick was
// pulled, leaves under each name the whole file, its whole older self, or
// nothing; and nothing is called saved that is not there.
func TestSaveCutAtEveryByte(t *testing.T) {
	whole := used()
	if _, err := whole.stick().Save(t.Context(), testCase(), fewBytes(), nil); err != nil {
		t.Fatal(err)
	}
	cuts := map[string]struct {
		err    error
		pulled bool
		want   error
	}{
		"full":      {numberFull, false, ErrFull},
		"I/O error": {numberBroken, false, ErrDamaged},
		"read-only": {numberReadOnly, false, ErrReadOnly},
		"pulled":    {numberGone, true, ErrGone},
	}
	points := 0
	for name, cut := range cuts {
		for at := 1; at <= whole.bytes; at++ {
			m := used()
			m.cutAt, m.err, m.cut = at, cut.err, cut.pulled
			saved, err := m.stick().Save(t.Context(), testCase(), fewBytes(), nil)
			if !errors.Is(err, cut.want) {
				t.Errorf("%s at byte %d: %v", name, at, err)
			}
			checkNames(t, m, whole)
			for _, s := range saved {
				if capability.DigestOf(m.disk[s.Path]) != s.Digest {
					t.Errorf("%s at byte %d: %s was called saved and is not on the medium", name, at, s.Path)
				}
			}
			if left := m.left(); len(left) > 0 && !cut.pulled {
				t.Errorf("%s at byte %d left %v", name, at, left)
			}
			points++
		}
	}
	t.Logf("%d kinds of cut at each of %d bytes: %d points", len(cuts), whole.bytes, points)
}

// checkNames compares what lies under the names of a case folder with what lay
// there before and what should lie there now.
func checkNames(t *testing.T, m, whole *model) {
	t.Helper()
	before := used()
	for name, f := range m.seen {
		if isTemp(path.Base(name)) {
			continue
		}
		got := string(f.data)
		if old := before.seen[name]; old != nil && got == string(old.data) {
			continue
		}
		if want := whole.seen[name]; want == nil || got != string(want.data) && path.Base(name) != Manifest {
			t.Errorf("%s holds %q", name, got)
		}
	}
}
