//go:build unix

package serial

import (
	"errors"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// TestTooManyFilesAreAnError: the library can't read a port whose file number
// is 1024 or more.
func TestTooManyFilesAreAnError(t *testing.T) {
	_, path := openPTY(t)
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &limit); err != nil || limit.Cur < 1100 {
		t.Skipf("this system allows %d open files: %v", limit.Cur, err)
	}
	for {
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if f.Fd() >= 1024 {
			break
		}
	}
	if _, err := Open(path, DefaultBaud); !errors.Is(err, ErrTooManyFiles) {
		t.Errorf("%v, want %v", err, ErrTooManyFiles)
	}
}
