package profile

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestBuiltinProfilesAreWhole(t *testing.T) {
	for _, name := range Names() {
		p, err := Builtin(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if p.Title == "" || len(p.Line.Rates) == 0 || p.Shell.Prompt == nil || len(p.Identity.Send) == 0 {
			t.Errorf("%s: %+v", name, p)
		}
	}
	if _, err := Builtin("none"); !errors.Is(err, ErrNoProfile) || !strings.Contains(err.Error(), "linux-fne") {
		t.Error(err)
	}
}

func TestLoadTakesANameOrAPath(t *testing.T) {
	if p, err := Load("linux-fne"); err != nil || p.Store.By != Base64 {
		t.Errorf("%+v, %v", p, err)
	}
	file := filepath.Join(t.TempDir(), "mine.toml")
	text, err := Source("handback-sim")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append([]byte("\ufeff"), text...), 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := Load(file); err != nil || !p.Values.Quoted {
		t.Errorf("%+v, %v", p, err)
	}
	if err := os.WriteFile(file, []byte("format = 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(file); !errors.Is(err, ErrProfile) || !strings.Contains(err.Error(), file) {
		t.Error(err)
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none.toml")); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}
