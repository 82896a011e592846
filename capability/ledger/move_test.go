package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"handback/capability"
)

// kept makes a ledger of one return, with two files of others beside it.
func kept(t *testing.T) string {
	t.Helper()
	dir := stateDir(t)
	l, _ := open(t, dir)
	keep(t, l, testID, opened(testID))
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ports.json", "handback.toml"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), fileMode); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func has(dir, name string) bool {
	_, err := os.Lstat(filepath.Join(dir, name))
	return err == nil
}

func TestMoveBringsTheLedgerOnce(t *testing.T) {
	from, to := kept(t), filepath.Join(t.TempDir(), "local", "handback")
	if err := os.MkdirAll(filepath.Join(to, returnsName), dirMode); err != nil { // as a look leaves it
		t.Fatal(err)
	}
	for n, want := range []bool{true, false} {
		if moved, err := Move(from, to, "ports.json", "lines"); moved != want || err != nil {
			t.Fatalf("time %d: moved %v, %v", n+1, moved, err)
		}
		l, _ := open(t, to)
		if r, err := l.Return(testID); err != nil || r.Stage != capability.StageOrdered {
			t.Errorf("the return is at %s, %v", r.Stage, err)
		}
		l.Close()
	}
	if Exists(from) || has(from, lockName) || has(from, "ports.json") {
		t.Error("something of it stayed")
	}
	if !has(from, "handback.toml") || !has(to, "ports.json") {
		t.Error("the configuration went, or the memory of ports stayed")
	}
}

func TestMoveLeavesWhatIsInUse(t *testing.T) {
	from, to := kept(t), stateDir(t)
	writer, _ := open(t, from)
	if moved, err := Move(from, to); moved || !errors.Is(err, ErrLocked) {
		t.Errorf("moved %v, %v", moved, err)
	}
	writer.Close()
	if !Exists(from) || Exists(to) {
		t.Error("it is not where it was")
	}
	other := kept(t) // a ledger is there already: that one counts
	if moved, err := Move(from, other); moved || err != nil || !Exists(from) {
		t.Errorf("moved %v, %v", moved, err)
	}
}

// TestCarriedToAnotherDisk: where nothing can be renamed it is copied whole.
func TestCarriedToAnotherDisk(t *testing.T) {
	from := kept(t)
	to := filepath.Join(t.TempDir(), "copy")
	if err := duplicate(filepath.Join(from, returnsName), to); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(string(testID), journalName)
	want, err := os.ReadFile(filepath.Join(from, returnsName, name))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(filepath.Join(to, name)); err != nil || string(got) != string(want) {
		t.Errorf("%q, %v", got, err)
	}
}
