package plainfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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
