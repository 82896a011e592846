package media

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/held"
	"handback/capability/testkit"
)

func testCase() Case { return Case{ReturnID: "R-7F3K2", Model: "X200", Serial: "SN0042"} }

func testFiles() []File {
	return []File{
		{Name: "1-return-request.bin", Data: bytes.Repeat([]byte("request "), 5000)},
		{Name: "READ-ME-FIRST.txt", Data: []byte("the new slip\n"), Replace: true},
		{Name: "return.json", Data: []byte(`{"stage": "requested"}`), Replace: true},
	}
}

// used is a stick that holds an older state of the case and a file of others.
func used() *model {
	m := newModel()
	dir := testCase().Dir()
	_ = m.MkdirAll(dir)
	for name, text := range map[string]string{"READ-ME-FIRST.txt": "the old slip\n", "2-response.bin": "response"} {
		m.seen[path.Join(dir, name)] = &modelFile{name: path.Join(dir, name), data: []byte(text)}
		m.disk[path.Join(dir, name)] = []byte(text)
	}
	return m
}

// points runs Save once without a fault and tells how many operations it has.
func points(t *testing.T) int {
	t.Helper()
	m := used()
	if _, err := m.stick().Save(t.Context(), testCase(), testFiles(), nil); err != nil {
		t.Fatal(err)
	}
	return m.ops
}

func TestSaveOrder(t *testing.T) {
	m := newModel()
	files := []File{{Name: "1-return-request.bin", Data: []byte("request")}}
	if _, err := m.stick().Save(t.Context(), testCase(), files, nil); err != nil {
		t.Fatal(err)
	}
	const file = "create write sync rename sync syncdir syncfs open drop read read"
	want := "open mkdir " + file + " open " + file
	if got := m.order(); got != want {
		t.Errorf("Save did\n%s, want\n%s", got, want)
	}
}

func TestSaveEveryFault(t *testing.T) {
	faults := map[string]struct {
		err  error
		want []error // what the user may be told
	}{
		"no room":     {numberFull, []error{ErrFull}},
		"I/O error":   {numberBroken, []error{ErrDamaged}},
		"read-only":   {numberReadOnly, []error{ErrReadOnly}},
		"no device":   {numberGone, []error{ErrGone}},
		"not allowed": {numberDenied, []error{ErrPermission}},
		"held":        {held.ErrHeld, []error{held.ErrHeld}},
	}
	most := points(t)
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			for at := 1; at <= most; at += testkit.Step(5) {
				m := used()
				stick := m.stick()
				m.failAt, m.err = at, fault.err
				saved, err := stick.Save(t.Context(), testCase(), testFiles(), nil)
				op := m.log[len(m.log)-1]
				checkWhole(t, m, saved)
				if err != nil && !isAny(err, append(fault.want, ErrGone)) {
					t.Errorf("operation %d (%s) gave %v", at, op, err)
				}
				if err == nil && len(saved) != len(testFiles()) {
					t.Errorf("operation %d (%s): %d files were saved without an error", at, op, len(saved))
				}
				if left := m.left(); len(left) > 0 {
					t.Errorf("operation %d (%s) left %v", at, op, left)
				}
				checkAgain(t, m, at)
			}
		})
	}
	t.Logf("%d faults at each of %d operations: %d points", len(faults), most, len(faults)*most)
}

func TestSavePulledAtEveryPoint(t *testing.T) {
	most := points(t)
	for at := 1; at <= most; at++ {
		m := used()
		stick := m.stick()
		m.failAt, m.err, m.cut = at, numberGone, true
		saved, err := stick.Save(t.Context(), testCase(), testFiles(), nil)
		if !errors.Is(err, ErrGone) && at > 2 { // the first two list and look
			t.Errorf("pulled at operation %d: %v", at, err)
		}
		again := m.replugged()
		for _, s := range saved {
			if got := again.disk[s.Path]; capability.DigestOf(got) != s.Digest {
				t.Errorf("pulled at operation %d: %s was called saved and holds %d bytes", at, s.Path, len(got))
			}
		}
		checkAgain(t, again, at)
	}
	t.Logf("pulled at each of %d operations", most)
}

// checkWhole checks that each name holds a whole file or none, and each saved
// file what it should.
func checkWhole(t *testing.T, m *model, saved []Saved) {
	t.Helper()
	for _, f := range testFiles() {
		there := m.seen[path.Join(testCase().Dir(), f.Name)]
		whole := there == nil || bytes.Equal(there.data, f.Data) || f.Replace && string(there.data) == "the old slip\n"
		if !whole {
			t.Errorf("fault at %d: %s holds %d bytes", m.failAt, f.Name, len(there.data))
		}
	}
	for _, s := range saved {
		if there := m.seen[s.Path]; there == nil || capability.DigestOf(there.data) != s.Digest {
			t.Errorf("fault at %d: %s was called saved and is not there", m.failAt, s.Path)
		}
	}
}

// checkAgain saves once more without a fault: everything is there under its own
// name, nothing else is, and the file of others is as it was.
func checkAgain(t *testing.T, m *model, at int) {
	t.Helper()
	m.failAt, m.pulled = 0, false
	saved, err := m.stick().Save(t.Context(), testCase(), testFiles(), nil)
	if err != nil {
		t.Fatalf("after a fault at %d: %v", at, err)
	}
	for i, f := range testFiles() {
		if saved[i].Name != f.Name || !bytes.Equal(m.disk[saved[i].Path], f.Data) {
			t.Errorf("after a fault at %d, %s holds %d bytes", at, saved[i].Name, len(m.disk[saved[i].Path]))
		}
	}
	var names []string
	_ = m.List(testCase().Dir(), func(e fs.DirEntry) error {
		names = append(names, e.Name())
		return nil
	})
	want := "1-return-request.bin 2-response.bin READ-ME-FIRST.txt SHA256SUMS return.json"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("after a fault at %d the folder holds %s", at, got)
	}
	if got := m.disk[path.Join(testCase().Dir(), "2-response.bin")]; string(got) != "response" {
		t.Errorf("after a fault at %d the response holds %q", at, got)
	}
}

func isAny(err error, targets []error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

func TestSaveFindsOutThatDataChanged(t *testing.T) {
	m := newModel()
	stick := m.stick()
	m.bad = true
	saved, err := stick.Save(t.Context(), testCase(), testFiles(), nil)
	if !errors.Is(err, ErrDamaged) || len(saved) != 0 || len(m.seen) != 0 {
		t.Errorf("Save = %v, %v with %d files left", saved, err, len(m.seen))
	}
}

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

// checkNames compares what is under the names of a case folder with what lay
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
