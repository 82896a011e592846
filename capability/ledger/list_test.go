package ledger

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"sync"
	"sync/atomic"
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
	dir := place(t)
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
		Licenses: 2, Way: capability.FromDevice, Purpose: capability.ToReturn,
		Seen: Seen{
			At: entry(0, nil).At, Clock: reading(nil).Device.Clock, Mark: reading(nil).Device.Last, Serials: []string{"SN0042"},
		},
		OpenedAt: entry(0, nil).At, ChangedAt: entry(3, nil).At,
	}
	if len(all) != 3 || !reflect.DeepEqual(all[0], want) || all[1].ID != "R-22223" || all[2].ID != "R-22222" {
		t.Errorf("listed %+v", all)
	}
}

func TestListIsTheSameWithAndWithoutItsCache(t *testing.T) {
	dir := place(t)
	name := filepath.Join(dir, indexName)
	l, _ := open(t, dir)
	for n, id := range ids(worthSaving + 1) {
		plant(t, dir, id, journal(t, usual(id)[:1+n%13]...))
	}
	want := list(t, l) // writes the cache, being long
	good, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	caches := map[string][]byte{
		"good": good, "cut": good[:len(good)-1], "empty": {}, "another form": append([]byte("x"), good...),
		"flipped byte": bytes.Replace(good, []byte("X200"), []byte("X201"), 1), "none": nil,
	}
	for what, data := range caches {
		os.Remove(name)
		if data != nil {
			if err := os.WriteFile(name, data, fileMode); err != nil {
				t.Fatal(err)
			}
		}
		if got := list(t, openToRead(t, dir)); !reflect.DeepEqual(got, want) {
			t.Errorf("cache %s: the list differs", what)
		}
	}
}

func TestListReadsOnlyWhatChanged(t *testing.T) {
	dir := place(t)
	all := ids(3)
	l, _ := open(t, dir)
	for _, id := range all {
		keep(t, l, id, usual(id)[:2]...)
	}
	l.Close() // writes the cache, of what it wrote itself

	again, _ := open(t, dir)
	reads := &listening{disk: again.disk}
	again.disk = reads
	list(t, again)
	if len(reads.names) != 1 || reads.names[0] != indexName {
		t.Errorf("it read %v", reads.names)
	}
	plant(t, dir, all[1], journal(t, usual(all[1])[:5]...))
	reads.names = nil
	if got := list(t, again); len(reads.names) != 1 || got[0].ID != all[1] || got[0].Stage != capability.StageAtPortal {
		t.Errorf("it read %v and lists %+v", reads.names, got[0])
	}
}

func TestDamagedReturnIsListedAmongTheOthers(t *testing.T) {
	dir := place(t)
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
	dir := place(t)
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

// single is a disk on which the cache is written by one at a time.
type single struct {
	disk
	writers atomic.Int32
	crowd   atomic.Bool
}

func (d *single) Create(name string) (file, error) {
	if d.writers.Add(1) > 1 {
		d.crowd.Store(true)
	}
	runtime.Gosched()
	return d.disk.Create(name)
}

func (d *single) Rename(from, to string) error {
	d.writers.Add(-1)
	return d.disk.Rename(from, to)
}

// Long lists at the same time each save the cache.
func TestCacheIsSavedByOneAtATime(t *testing.T) {
	dir := place(t)
	plant(t, dir, testID, journal(t, opened(testID)))
	var warnings bytes.Buffer
	l, err := Open(dir, Options{Log: slog.New(slog.NewTextHandler(&warnings, nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d := &single{disk: l.disk}
	l.disk = d
	rec, err := readRecord(d, testID)
	if err != nil {
		t.Fatal(err)
	}
	var lists sync.WaitGroup
	for range 16 {
		lists.Go(func() {
			for range 10 {
				l.index.note(rec)
				l.saveIndex()
			}
		})
	}
	lists.Wait()
	if d.crowd.Load() || warnings.Len() > 0 {
		t.Errorf("written by several at once: %t; %s", d.crowd.Load(), &warnings)
	}
	if data, err := read(l.disk, indexName, maxIndex); err != nil {
		t.Error(err)
	} else if _, err := decodeIndex(data); err != nil {
		t.Error(err)
	}
}

func TestListEndsWithItsContext(t *testing.T) {
	l, _ := open(t, place(t))
	keep(t, l, testID, opened(testID))
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := l.List(ended); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
