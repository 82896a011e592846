package plainfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"handback/capability/plainfile"
)

var errOther = errors.New("something else")

func TestRead(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	if err := os.WriteFile(name, []byte("12345"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		most int64
		text string
		err  error
	}{
		{name, 9, "12345", nil},
		{name, 3, "123", nil},
		{dir, 9, "", errOther},
		{name + "?", 9, "", fs.ErrNotExist},
	} {
		text, err := plainfile.Read(tt.name, tt.most, errOther)
		if string(text) != tt.text || !errors.Is(err, tt.err) {
			t.Errorf("Read(%q, %d) = %q, %v", tt.name, tt.most, text, err)
		}
	}
	folder, err := plainfile.Open(dir, nil)
	if err != nil {
		t.Fatalf("without an error for something else: %v", err)
	}
	folder.Close()
}

// TestReplace: the old text or the new one, for its owner alone, and nothing beside it.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	for _, text := range []string{"first", "a longer second", ""} {
		if err := plainfile.Replace(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(name)
		if info, _ := os.Stat(name); err != nil || string(got) != text || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
			t.Errorf("%q, %v, %v", got, err, info.Mode())
		}
	}
	if err := plainfile.Replace(filepath.Join(dir, "none", "file"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v lie there: %v", left, err)
	}
}
