package held

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

// hold opens a file as a program does that lets nobody else have it.
func hold(t *testing.T, path string) windows.Handle {
	t.Helper()
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	h, err := windows.CreateFile(name, windows.GENERIC_READ, 0, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestAFileThatIsHeldIsTriedUntilItIsFree(t *testing.T) {
	path := filepath.Join(t.TempDir(), "held")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	h := hold(t, path)
	tries := 0
	err := Try(func() error {
		if tries++; tries == 3 {
			_ = windows.CloseHandle(h)
		}
		return os.Rename(path, path+".new")
	})
	if err != nil || tries != 3 {
		t.Errorf("%v after %d tries", err, tries)
	}
	h = hold(t, path+".new")
	defer windows.CloseHandle(h)
	if err := Try(func() error { return os.Remove(path + ".new") }); !errors.Is(err, ErrHeld) {
		t.Errorf("a file that stays held: %v", err)
	}
}
