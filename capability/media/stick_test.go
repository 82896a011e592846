package media

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"handback/capability"
)

func TestOpen(t *testing.T) {
	root := t.TempDir()
	put(t, "x", root, "file")
	s := open(t, root)
	if s.Path != root || s.Size <= 0 || s.Free <= 0 || s.ReadOnly {
		t.Errorf("Open = %+v", s)
	}
	if _, err := Open(filepath.Join(root, "file")); !errors.Is(err, ErrNotStick) {
		t.Errorf("a file: %v", err)
	}
	if _, err := Open(filepath.Join(root, "nothing")); !errors.Is(err, ErrNoFolder) || errors.Is(err, ErrGone) {
		t.Errorf("nothing: %v", err)
	}
}

func TestEveryActNoticesThatTheStickIsGone(t *testing.T) {
	root := filepath.Join(t.TempDir(), "stick")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	stick := open(t, root)
	if err := os.Remove(root); err != nil {
		t.Fatal(err)
	}
	_, errSave := stick.Save(t.Context(), testCase(), testFiles(), nil)
	_, errCollect := stick.Collect(t.Context(), Limits{}, nil)
	_, errRead := stick.Read(t.Context(), "a", capability.Digest{})
	_, errRelease := stick.Release(t.Context())
	for i, err := range []error{errSave, errCollect, errRead, errRelease} {
		if !errors.Is(err, ErrGone) {
			t.Errorf("act %d: %v", i, err)
		}
	}
}

func TestSaveNotesAnotherFileSystem(t *testing.T) {
	stick := open(t, t.TempDir())
	stick.begun.device++
	if _, err := stick.Save(t.Context(), testCase(), testFiles(), nil); !errors.Is(err, ErrGone) {
		t.Errorf("Save = %v", err)
	}
}

func TestRead(t *testing.T) {
	root := t.TempDir()
	put(t, "response", root, "a", "response.bin")
	sparse(t, MaxFile+1, root, "large")
	stick := open(t, root)
	want := collect(t, stick, Limits{}).Found[0]
	if data, err := stick.Read(t.Context(), want.Path, want.Digest); string(data) != "response" || err != nil {
		t.Errorf("Read = %q, %v", data, err)
	}
	put(t, "responsE", root, "a", "response.bin")
	if _, err := stick.Read(t.Context(), want.Path, want.Digest); !errors.Is(err, ErrChanged) {
		t.Errorf("a changed file: %v", err)
	}
	if err := os.RemoveAll(filepath.Join(root, "a")); err != nil {
		t.Fatal(err)
	}
	if _, err := stick.Read(t.Context(), want.Path, want.Digest); !errors.Is(err, ErrChanged) {
		t.Errorf("a removed file: %v", err)
	}
	for _, path := range []string{"../stick_test.go", "/etc/passwd", "large", "", "."} {
		if data, err := stick.Read(t.Context(), path, want.Digest); err == nil {
			t.Errorf("Read(%q) gave %d bytes", path, len(data))
		}
	}
}
