package media

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"

	"handback/capability"
)

// manyCases are the files of so many returns.
func manyCases(n int) []CaseFiles {
	all := make([]CaseFiles, n)
	for i := range all {
		all[i] = CaseFiles{
			Case: Case{ReturnID: fmt.Sprintf("R-7F3%02d", i), Model: "X200", Serial: fmt.Sprintf("SN%04d", i)},
			Files: []File{
				{Name: "1-return-request.bin", Data: fmt.Appendf(nil, "request %d", i)},
				{Name: "return.json", Data: fmt.Appendf(nil, `{"number": %d}`, i), Replace: true},
			},
		}
	}
	return all
}

// TestSaveAllSyncsTheStickOnceForAll: eight cases cost no more syncs of the whole
// file system than one, and each has its own manifest.
func TestSaveAllSyncsTheStickOnceForAll(t *testing.T) {
	for _, n := range []int{1, 8, maxAtOnce} {
		m, cases := newModel(), manyCases(n)
		for i, saved := range m.stick().SaveAll(t.Context(), cases, nil) {
			if saved.Err != nil || len(saved.Saved) != 2 {
				t.Fatalf("case %d of %d: %d files, %v", i, n, len(saved.Saved), saved.Err)
			}
			sums := parseManifest(m.disk[path.Join(cases[i].Case.Dir(), Manifest)])
			for _, f := range saved.Saved {
				if len(sums) != 2 || sums[f.Name] != f.Digest {
					t.Errorf("case %d of %d: the manifest holds %v", i, n, sums)
				}
			}
		}
		if syncs := strings.Count(m.order(), "syncfs"); syncs != 2 {
			t.Errorf("%d cases synced the stick %d times", n, syncs)
		}
	}
}

// TestSaveAllPulledAtEveryPoint: each file that is called saved is whole on the
// stick, each other one whole or absent, and each case says which.
func TestSaveAllPulledAtEveryPoint(t *testing.T) {
	whole, cases := newModel(), manyCases(8)
	whole.stick().SaveAll(t.Context(), cases, nil)
	for at := 3; at <= whole.ops; at++ { // the first two list and look
		m := newModel()
		stick := m.stick()
		m.failAt, m.err, m.cut = at, numberGone, true
		all := stick.SaveAll(t.Context(), cases, nil)
		left := m.replugged()
		for i, saved := range all {
			if !errors.Is(saved.Err, ErrGone) {
				t.Errorf("pulled at operation %d: case %d says %v", at, i, saved.Err)
			}
			for _, s := range saved.Saved {
				if capability.DigestOf(left.disk[s.Path]) != s.Digest {
					t.Errorf("pulled at operation %d: %s was called saved and is not there", at, s.Path)
				}
			}
			for _, f := range cases[i].Files {
				got := left.disk[path.Join(cases[i].Case.Dir(), f.Name)]
				if len(got) > 0 && !bytes.Equal(got, f.Data) {
					t.Errorf("pulled at operation %d: %s holds %q", at, f.Name, got)
				}
			}
		}
		for i, saved := range left.stick().SaveAll(t.Context(), cases, nil) {
			if saved.Err != nil || saved.Saved[0].Name != cases[i].Files[0].Name {
				t.Errorf("saved again after a pull at operation %d: %v, %v", at, saved.Saved, saved.Err)
			}
		}
	}
	t.Logf("pulled at each of %d operations", whole.ops)
}

// TestSaveAllGoesOnBesideAFolderThatFails: what is wrong with one case keeps
// nothing from the others.
func TestSaveAllGoesOnBesideAFolderThatFails(t *testing.T) {
	cases := manyCases(3)
	cases[1].Files[1].Data = nil // 0 bytes can't be saved
	saved := newModel().stick().SaveAll(t.Context(), cases, nil)
	if saved[0].Err != nil || saved[2].Err != nil || len(saved[0].Saved) != 2 || len(saved[2].Saved) != 2 {
		t.Errorf("the others: %+v, %+v", saved[0], saved[2])
	}
	if saved[1].Err == nil || len(saved[1].Saved) != 0 {
		t.Errorf("the wrong one: %+v", saved[1])
	}

	cases = manyCases(3)
	cases[1].Files[1].Compose = func([]string) ([]byte, error) { return nil, errors.New("no text for it") }
	saved = newModel().stick().SaveAll(t.Context(), cases, nil)
	if saved[1].Err == nil || len(saved[1].Saved) != 1 || len(saved[0].Saved) != 2 || len(saved[2].Saved) != 2 {
		t.Errorf("a file that can't be made: %+v", saved)
	}
}

// TestSaveAllCountsTheRoomOfAll: what does not fit any more is said about the cases
// that it concerns, before anything of them is written.
func TestSaveAllCountsTheRoomOfAll(t *testing.T) {
	m, cases := newModel(), manyCases(3)
	stick := m.stick()
	stick.mount = func(string) (volume, error) { return little{m}, nil }
	saved := stick.SaveAll(t.Context(), cases, nil)
	if saved[0].Err != nil || !errors.Is(saved[1].Err, ErrFull) || !errors.Is(saved[2].Err, ErrFull) {
		t.Errorf("with room for one: %v, %v, %v", saved[0].Err, saved[1].Err, saved[2].Err)
	}
	if m.dirs[cases[1].Case.Dir()] {
		t.Error("the folder of a case that has no room was made")
	}
}

// little is a stick with room for one case.
type little struct{ *model }

func (l little) Stat() (fsInfo, error) {
	info, err := l.model.Stat()
	info.free = 30 << 10
	return info, err
}
