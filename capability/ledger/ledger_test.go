package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"handback/capability"
)

func TestWholeReturnIsThereAfterReopening(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	want := keep(t, l, testID, usual(testID)...)
	if want.Stage != capability.StageClosed {
		t.Fatalf("it ended at %s", want.Stage)
	}
	l.Close()
	got, err := openToRead(t, dir).Return(testID)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("reopened as %+v, %v; was %+v", got, err, want)
	}
}

func TestTimesInOtherZonesComeBackTheSame(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	e := entry(0, opened(testID))
	e.At = time.Now().In(time.FixedZone("far", 5*3600))
	want, err := l.Create(e)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := openToRead(t, dir).Return(testID); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v became %v, %v", want.OpenedAt, got.OpenedAt, err)
	}
}

func TestRefusedEntriesAreNotWritten(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	if _, err := l.Create(entry(0, capability.Intended{Act: capability.ActMakeRequest})); !errors.Is(err, capability.ErrUnexpected) {
		t.Errorf("a return began with an intention: %v", err)
	}
	if _, err := l.Create(capability.Entry{}); !errors.Is(err, capability.ErrUnexpected) {
		t.Errorf("a return began with nothing: %v", err)
	}
	if all, err := l.List(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("listed %v, %v", all, err)
	}
	keep(t, l, testID, opened(testID))
	if _, err := l.Create(entry(0, opened(testID))); !errors.Is(err, ErrExists) {
		t.Errorf("the ID was given twice: %v", err)
	}
	for _, f := range []capability.Fact{nil, opened(testID), capability.Loaded{}} {
		if _, err := l.Append(testID, entry(1, f)); !errors.Is(err, capability.ErrUnexpected) {
			t.Errorf("%T: %v", f, err)
		}
	}
	if _, err := l.Append("R-22222", entry(1, opened("R-22222"))); !errors.Is(err, ErrNoReturn) {
		t.Errorf("a fact of no return: %v", err)
	}
	if r, err := openToRead(t, dir).Return(testID); err != nil || len(r.Entries) != 1 {
		t.Errorf("the journal has %d facts, %v", len(r.Entries), err)
	}
}

func TestUnknownAndImpossibleIDs(t *testing.T) {
	dir := stateDir(t)
	open(t, dir)
	l := openToRead(t, dir)
	if _, err := l.Return("R-22222"); !errors.Is(err, ErrNoReturn) {
		t.Errorf("got %v", err)
	}
	for _, id := range []capability.ReturnID{"", "..", "../..", "R-7F3K2/.."} {
		if _, err := l.Return(id); !errors.Is(err, capability.ErrReturnID) {
			t.Errorf("%q: %v", id, err)
		}
		if _, err := l.Get(id, requestFile.SHA256); !errors.Is(err, capability.ErrReturnID) {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestReaderChangesNothing(t *testing.T) {
	dir := stateDir(t)
	data := journal(t, usual(testID)[:2]...)
	plant(t, dir, testID, data[:len(data)-5]) // with a torn line
	l := openToRead(t, dir)
	_, created := l.Create(entry(0, opened("R-22222")))
	_, appended := l.Append(testID, entry(1, usual(testID)[1]))
	for _, err := range []error{created, appended, l.Put(testID, requestFile, requestData)} {
		if !errors.Is(err, ErrReadOnly) {
			t.Errorf("got %v", err)
		}
	}
	if _, err := l.List(t.Context()); err != nil {
		t.Error(err)
	}
	if err := errors.Join(l.Close(), l.Close()); err != nil {
		t.Error(err)
	}
	names, _ := os.ReadDir(dir)
	got, _ := os.ReadFile(filepath.Join(l.Dir(testID), journalName))
	if len(names) != 1 || len(got) != len(data)-5 {
		t.Errorf("it left %v and %d bytes", names, len(got))
	}
}

func TestReaderSeesWhatAWriterAdds(t *testing.T) {
	dir := stateDir(t)
	w, _ := open(t, dir)
	r := openToRead(t, dir)
	facts := usual(testID)
	for n, f := range facts {
		if n == 0 {
			keep(t, w, testID, f)
		} else if _, err := w.Append(testID, entry(n, f)); err != nil {
			t.Fatal(err)
		}
		if got, err := r.Return(testID); err != nil || len(got.Entries) != n+1 {
			t.Fatalf("after %d facts the reader sees %d, %v", n+1, len(got.Entries), err)
		}
		if all, err := r.List(t.Context()); err != nil || len(all) != 1 || !all[0].ChangedAt.Equal(entry(n, f).At) {
			t.Fatalf("after %d facts the reader lists %+v, %v", n+1, all, err)
		}
	}
}

func TestOnlyTheOperatorCanRead(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	dir := filepath.Join(stateDir(t), "state")
	l, _ := open(t, dir)
	keep(t, l, testID, opened(testID))
	if err := l.Put(testID, requestFile, requestData); err != nil {
		t.Fatal(err)
	}
	l.Close()
	count := 0
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %s", path, info.Mode())
		}
		count++
		return err
	})
	if err != nil || count != 7 { // state, lock, index, returns, the return, journal, file
		t.Errorf("found %d names, %v", count, err)
	}
}

func TestLargestReadingFitsALine(t *testing.T) {
	held := make([]capability.License, capability.MaxLicenses)
	for i := range held {
		id := capability.ActivationID(strings.Repeat("<", capability.MaxActivationID-4) + string(rune('a'+i/100)) + string(rune('a'+i/10%10)) + string(rune('a'+i%10)))
		text := strings.Repeat("\x01", capability.MaxText)
		held[i] = capability.License{ActivationID: id, Feature: text, Version: text, Count: capability.MaxCount}
	}
	if err := capability.CheckLicenses(held); err != nil {
		t.Fatal(err)
	}
	f := opened(testID)
	f.Reading.Licenses, f.Order = held, capability.ReturnAll(held)
	if _, back, err := encodeEntry(entry(0, f)); err != nil || len(back.Fact.(capability.Opened).Order.Lines) != len(held) {
		t.Error(err)
	}
}

func TestWhatIsTooLargeIsRefused(t *testing.T) {
	l, _ := open(t, stateDir(t))
	f := opened(testID)
	f.Reason = strings.Repeat("x", MaxLine)
	if _, err := l.Create(entry(0, f)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	keep(t, l, testID, opened(testID))
	long := capability.Saved{Stick: strings.Repeat("x", MaxLine), File: capability.ReturnRequest, SHA256: requestFile.SHA256}
	for n, f := range usual(testID)[1:3] {
		if _, err := l.Append(testID, entry(n+1, f)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Append(testID, entry(3, long)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	full := &record{chain: chain{size: MaxJournal}}
	full.stamp, _ = statJournal(l.disk, testID)
	full.now, _ = l.Return(testID)
	l.recent.keep(full)
	if _, err := l.Append(testID, entry(3, usual(testID)[3])); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a full journal took more: %v", err)
	}
	l.recent.drop(testID)
	if r, err := l.Return(testID); err != nil || len(r.Entries) != 3 {
		t.Errorf("%d facts, %v", len(r.Entries), err)
	}
}
