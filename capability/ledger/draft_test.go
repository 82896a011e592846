package ledger

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestDraftIsKeptUntilItIsTakenAway(t *testing.T) {
	dir := place(t)
	l, _ := open(t, dir)
	keep(t, l, testID, opened(testID))
	for _, text := range []string{"", "first", "second", "", "third"} {
		if err := l.SetDraft(testID, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := openToRead(t, dir).Draft(testID); err != nil || string(got) != text {
			t.Errorf("%q came back as %q, %v", text, got, err)
		}
	}
	if check, err := l.Verify(t.Context(), testID); err != nil || check.Files != 0 {
		t.Errorf("a draft counts as %d files: %v", check.Files, err)
	}
}

func TestDraftThatIsNoneIsNotGiven(t *testing.T) {
	dir := place(t)
	l, _ := open(t, dir)
	keep(t, l, testID, opened(testID))
	if err := l.SetDraft(testID, make([]byte, MaxFile+1)); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if err := l.SetDraft("R-22222", []byte("x")); !errors.Is(err, ErrNoReturn) {
		t.Error(err)
	}
	if err := openToRead(t, dir).SetDraft(testID, []byte("x")); !errors.Is(err, ErrReadOnly) {
		t.Error(err)
	}
	name := filepath.Join(l.Dir(testID), draftName)
	if err := os.WriteFile(name, bytes.Repeat([]byte("x"), MaxFile+1), fileMode); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Draft(testID); !errors.Is(err, ErrTooLarge) || !errors.Is(err, ErrDamaged) {
		t.Errorf("too large: %v", err)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", name); err != nil {
		t.Skip(err)
	}
	if _, err := l.Draft(testID); !errors.Is(err, ErrNotPlain) {
		t.Errorf("a link: %v", err)
	}
}
