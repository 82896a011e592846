package media

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

// What the system says when a stick fails.
const (
	numberBroken   = windows.ERROR_IO_DEVICE
	numberFull     = windows.ERROR_DISK_FULL
	numberReadOnly = windows.ERROR_WRITE_PROTECT
	numberGone     = windows.ERROR_DEV_NOT_EXIST
	numberDenied   = windows.ERROR_ACCESS_DENIED
)

func TestEachErrorCodeHasAMeaning(t *testing.T) {
	initial, err := newModel().Stat()
	if err != nil {
		t.Fatal(err)
	}
	for number, want := range map[windows.Errno]error{
		windows.ERROR_DISK_FULL: ErrFull, windows.ERROR_WRITE_PROTECT: ErrReadOnly, windows.ERROR_CRC: ErrDamaged,
		windows.ERROR_DEVICE_NOT_CONNECTED: ErrGone, windows.ERROR_NOT_READY: ErrGone, windows.ERROR_ACCESS_DENIED: ErrPermission,
		windows.ERROR_FILE_NOT_FOUND: ErrChanged, windows.ERROR_INVALID_NAME: ErrName, windows.ERROR_DISK_CORRUPT: ErrCorrupt,
		windows.ERROR_DIRECTORY: ErrBlocked, windows.ERROR_FILE_EXISTS: ErrBlocked,
	} {
		got := explain(newModel(), initial, 100, "saving", &os.PathError{Op: "write", Path: "x", Err: number})
		if !errors.Is(got, want) {
			t.Errorf("%v became %v, want %v", number, got, want)
		}
	}
}

// TestSavedFilesAreReadBackFromTheDisk: around the system's cache.
func TestSavedFilesAreReadBackFromTheDisk(t *testing.T) {
	stick, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	saved, err := stick.Save(t.Context(), testCase(), testFiles(), nil)
	if err != nil || len(saved) != len(testFiles()) {
		t.Fatalf("%+v, %v", saved, err)
	}
	for _, one := range saved {
		if !one.FromStick {
			t.Errorf("%s may have been read from memory", one.Name)
		}
		if err := os.Rename(filepath.Join(stick.Path, filepath.FromSlash(one.Path)), filepath.Join(stick.Path, one.Name)); err != nil {
			t.Errorf("it is still open: %v", err)
		}
	}
}

func TestADriveIsItsTopFolder(t *testing.T) {
	stick, err := Open("C:")
	if err != nil || stick.Path != `C:\` {
		t.Errorf("%+v, %v", stick, err)
	}
}
