package ledger

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"handback/capability"
)

// ids gives n return IDs.
func ids(n int) []capability.ReturnID {
	const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	all := make([]capability.ReturnID, n)
	for i := range all {
		text := []byte("R-22222")
		for at, left := len(text)-1, i; left > 0; at, left = at-1, left/len(letters) {
			text[at] = letters[left%len(letters)]
		}
		all[i] = capability.ReturnID(text)
	}
	return all
}

func list(t testing.TB, l *Ledger) []Summary {
	t.Helper()
	all, err := l.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestListTellsTheNewestChangeFirst(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	for n, id := range ids(3) {
		keep(t, l, id, usual(id)[:2+n]...)
	}
	if err := os.WriteFile(filepath.Join(dir, returnsName, "notes.txt"), nil, fileMode); err != nil {
		t.Fatal(err)
	}
	all := list(t, l)
	want := Summary{
		ID: "R-22224", Stage: capability.StageRequestSaved, Act: capability.ActUploadRequest, Device: reading(nil).Device,
		Licenses: 2, Step: 4, Steps: 9, Way: capability.FromDevice, Purpose: capability.ToReturn,
		Observed: Observed{
			At: entry(0, nil).At, Clock: reading(nil).Device.Clock, Mark: reading(nil).Device.Last, Serials: []string{"SN0042"},
		},
		OpenedAt: entry(0, nil).At, ChangedAt: entry(3, nil).At, Debt: capability.DebtOpen, OwedSince: entry(0, nil).At,
	}
	if len(all) != 3 || !reflect.DeepEqual(all[0], want) || all[1].ID != "R-22223" || all[2].ID != "R-22222" {
		t.Errorf("listed %+v", all)
	}
}

func TestDamagedReturnIsListedAmongTheOthers(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	all := ids(3)
	for _, id := range all {
		keep(t, l, id, opened(id))
	}
	list(t, l)
	bad := journal(t, opened(all[0]))
	bad[200] ^= 1
	plant(t, dir, all[0], append(bad, '\n'))
	for range 2 { // it is never taken from a cache
		broken := 0
		for _, s := range list(t, l) {
			if s.Err != nil {
				broken++
				if s.ID != all[0] || !errors.Is(s.Err, ErrDamaged) || s.ChangedAt.IsZero() {
					t.Errorf("%+v", s)
				}
			}
		}
		if broken != 1 {
			t.Errorf("%d broken ones are listed", broken)
		}
	}
}

func TestListForgetsWhatIsGone(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	for _, id := range ids(2) {
		keep(t, l, id, opened(id))
	}
	list(t, l)
	if err := os.RemoveAll(l.Dir(ids(2)[0])); err != nil {
		t.Fatal(err)
	}
	if all := list(t, l); len(all) != 1 {
		t.Errorf("listed %+v", all)
	}
}

func TestListEndsWithItsContext(t *testing.T) {
	l, _ := open(t, stateDir(t))
	keep(t, l, testID, opened(testID))
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := l.List(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
