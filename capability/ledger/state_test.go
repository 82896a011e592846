package ledger

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"handback/capability"
)

func TestReaderMakesNoFolder(t *testing.T) {
	above := t.TempDir()
	if err := os.Mkdir(filepath.Join(above, "empty"), dirMode); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(above, "file"), nil, fileMode); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"typo", "ty/po", "empty", "file"} {
		dir := filepath.Join(above, name)
		_, err := Open(dir, Options{ReadOnly: true})
		var none *NoLedger
		if !errors.As(err, &none) || none.Dir != dir {
			t.Errorf("%s: %v", name, err)
		}
		l, err := Open(dir, Options{ReadOnly: true, MayBeMissing: true})
		if err != nil {
			t.Fatal(err)
		}
		all, err := l.List(t.Context())
		if err != nil || len(all) != 0 {
			t.Errorf("%s: listed %v, %v", name, all, err)
		}
		if _, err := l.Return(testID); !errors.Is(err, ErrNoReturn) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := l.Create(entry(0, opened(testID))); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: %v", name, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
	if names, err := os.ReadDir(above); err != nil || len(names) != 2 {
		t.Errorf("it left %v, %v", names, err)
	}
}

// A command that changes a return is no reason to make a ledger.
func TestWriterMakesNoFolderUnlessItMay(t *testing.T) {
	above := t.TempDir()
	dir := filepath.Join(above, "typo")
	var none *NoLedger
	if _, err := Open(dir, Options{MustExist: true}); !errors.As(err, &none) {
		t.Errorf("made: %v", err)
	}
	l, err := Open(dir, Options{MustExist: true, MayBeMissing: true})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Create(entry(0, opened(testID))); !errors.Is(err, ErrReadOnly) {
		t.Errorf("noted: %v", err)
	}
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if names, err := os.ReadDir(above); err != nil || len(names) != 0 {
		t.Errorf("it left %v, %v", names, err)
	}
	for _, o := range []Options{{}, {MustExist: true}} { // where there is one it is a writer like any other
		l, err := Open(dir, o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.Create(entry(0, opened(testID))); err != nil && !errors.Is(err, ErrExists) {
			t.Errorf("%+v: %v", o, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestStateFolderThatOthersCanChangeIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	tests := map[string]struct {
		of   string // in the state folder
		mode os.FileMode
		ok   bool
	}{
		"the user's alone":               {".", 0o700, true},
		"others may read":                {".", 0o755, true},
		"the group may write":            {".", 0o770, false},
		"all may write":                  {".", 0o703, false},
		"all may write, and it's sticky": {".", 0o777 | os.ModeSticky, false},
		"the group may write in it":      {returnsName, 0o770, false},
	}
	for name, tt := range tests {
		dir := stateDir(t)
		l, _ := open(t, dir)
		keep(t, l, testID, opened(testID))
		l.Close()
		if err := os.Chmod(filepath.Join(dir, tt.of), tt.mode); err != nil {
			t.Fatal(err)
		}
		for _, readOnly := range []bool{true, false} {
			l, err := Open(dir, Options{ReadOnly: readOnly})
			var open *Exposed
			switch {
			case tt.ok && err != nil:
				t.Errorf("%s: %v", name, err)
			case !tt.ok && (!errors.As(err, &open) || open.Dir != dir || open.Owner != -1):
				t.Errorf("%s: %v", name, err)
			}
			if err == nil {
				l.Close()
			}
		}
	}
}

func TestStateFolderOfAnotherUserIsRefused(t *testing.T) {
	const nobody = 65534
	dir := stateDir(t)
	if err := os.Chown(dir, nobody, -1); err != nil {
		t.Skip(err) // only root may give a folder away
	}
	_, err := Open(dir, Options{})
	var open *Exposed
	if !errors.As(err, &open) || open.Owner != nobody {
		t.Errorf("got %v", err)
	}
}

// A link that leads out of the state folder, or to another file in it, is
// neither read nor written through; nor is a pipe waited for.
func TestNoLinkInTheStateFolderIsFollowed(t *testing.T) {
	const victim = "victim"
	tests := map[string]func(l *Ledger) error{
		lockName: func(l *Ledger) error {
			other, err := Open(l.dir, Options{})
			if err == nil {
				err = other.Close()
			}
			return err
		},
		"returns/R-7F3K2/" + journalName: func(l *Ledger) error {
			_, err := l.Append(testID, entry(1, usual(testID)[1]))
			return err
		},
		"returns/R-7F3K2/" + draftName: func(l *Ledger) error {
			_, err := l.Draft(testID)
			return err
		},
		"returns/R-7F3K2/" + FileName(requestFile): func(l *Ledger) error {
			_, err := l.Get(testID, requestFile.SHA256)
			return err
		},
	}
	for name, use := range tests {
		for where, target := range map[string]string{"outside": "..", "inside": "."} {
			dir := stateDir(t)
			l, _ := open(t, dir)
			keep(t, l, testID, opened(testID))
			l.Close()
			target := filepath.Join(dir, target, victim)
			link := filepath.Join(dir, filepath.FromSlash(name))
			if err := errors.Join(os.WriteFile(target, journal(t, opened(testID)), fileMode), os.RemoveAll(link)); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(target, link); err != nil {
				t.Skip(err) // Windows wants a privilege for links
			}
			if name != lockName {
				l, _ = open(t, dir)
			}
			if err := use(l); !errors.Is(err, ErrNotPlain) {
				t.Errorf("%s to a file %s: %v", name, where, err)
			}
			if got, err := os.ReadFile(target); err != nil || string(got) != string(journal(t, opened(testID))) {
				t.Errorf("%s to a file %s: it holds %q, %v", name, where, got, err)
			}
		}
	}
}

// What is put in the place of a link takes the link's place, not its target's.
func TestWhatIsMadeReplacesALink(t *testing.T) {
	dir := stateDir(t)
	l, _ := open(t, dir)
	keep(t, l, testID, opened(testID))
	target := filepath.Join(dir, "victim")
	if err := os.WriteFile(target, []byte("mine"), fileMode); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{indexName, fresh, "returns/" + fresh, "returns/R-7F3K2/" + fresh, "returns/R-7F3K2/" + draftName} {
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skip(err)
		}
	}
	if err := errors.Join(l.SetDraft(testID, []byte("draft")), l.Put(testID, requestFile, requestData)); err != nil {
		t.Error(err)
	}
	if _, err := l.Create(entry(0, opened("R-22222"))); err != nil {
		t.Error(err)
	}
	if err := l.Close(); err != nil { // writes the index
		t.Error(err)
	}
	if got, err := os.ReadFile(target); err != nil || string(got) != "mine" {
		t.Errorf("the link's target holds %q, %v", got, err)
	}
	for _, name := range []string{indexName, "returns/R-7F3K2/" + draftName} {
		if info, err := os.Lstat(filepath.Join(dir, filepath.FromSlash(name))); err != nil || !info.Mode().IsRegular() {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestFoldersThatAreLinksAreRefused(t *testing.T) {
	dir, elsewhere := stateDir(t), stateDir(t)
	plant(t, elsewhere, testID, journal(t, opened(testID)))
	if err := os.Symlink(filepath.Join(elsewhere, returnsName), filepath.Join(dir, returnsName)); err != nil {
		t.Skip(err)
	}
	for _, readOnly := range []bool{true, false} {
		if _, err := Open(dir, Options{ReadOnly: readOnly}); !errors.Is(err, ErrNotPlain) {
			t.Errorf("got %v", err)
		}
	}
	own := filepath.Join(t.TempDir(), "own") // where the user keeps the ledger is for the user to say
	if err := os.Symlink(elsewhere, own); err != nil {
		t.Fatal(err)
	}
	if r, err := openToRead(t, own).Return(testID); err != nil || r.Stage != capability.StageOrdered {
		t.Errorf("stage %s, %v", r.Stage, err)
	}
}
