package media

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// immutable marks a file or folder as chattr +i does, until the test ends.
func immutable(t *testing.T, path string) {
	t.Helper()
	set := func(on bool) error {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		defer file.Close()
		flags, err := unix.IoctlGetInt(int(file.Fd()), unix.FS_IOC_GETFLAGS)
		if err != nil {
			return err
		}
		const immutable = 0x10 // FS_IMMUTABLE_FL of linux/fs.h
		flags &^= immutable
		if on {
			flags |= immutable
		}
		return unix.IoctlSetPointerInt(int(file.Fd()), unix.FS_IOC_SETFLAGS, flags)
	}
	if err := set(true); err != nil {
		t.Skipf("nothing can be marked as immutable here: %v", err)
	}
	t.Cleanup(func() {
		if err := set(false); err != nil {
			t.Error(err)
		}
	})
}

// TestImmutableFileOnTheStick: what comes before it is saved, and told as saved.
func TestImmutableFileOnTheStick(t *testing.T) {
	root := t.TempDir()
	put(t, "{}", root, testCase().Dir(), RecordName)
	immutable(t, filepath.Join(root, testCase().Dir(), RecordName))
	saved, err := open(t, root).Save(t.Context(), testCase(), testFiles(), nil)
	if !errors.Is(err, ErrImmutable) || len(saved) != 2 {
		t.Fatalf("saved %v: %v", saved, err)
	}
	for _, s := range saved {
		if got := content(t, root, s.Path); len(got) != int(s.Size) {
			t.Errorf("%s has %d bytes", s.Path, len(got))
		}
	}
}

func TestImmutableFolder(t *testing.T) {
	root := t.TempDir()
	immutable(t, root)
	if saved, err := open(t, root).Save(t.Context(), testCase(), testFiles(), nil); !errors.Is(err, ErrImmutable) || len(saved) != 0 {
		t.Errorf("saved %v: %v", saved, err)
	}
}

// TestPlaceThatTakesNoFiles: the kernel's own tree is a folder like others, to
// look at.
func TestPlaceThatTakesNoFiles(t *testing.T) {
	if saved, err := open(t, "/proc").Save(t.Context(), testCase(), testFiles(), nil); !errors.Is(err, ErrNoFiles) || len(saved) != 0 {
		t.Errorf("saved %v: %v", saved, err)
	}
}
