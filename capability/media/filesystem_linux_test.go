package media

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// mounted mounts a file system for the time of a test.
func mounted(t *testing.T, source, kind string, flags uintptr, data string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount(source, dir, kind, flags, data); err != nil {
		t.Skipf("this user can't mount %s here: %v", kind, err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestSaveOnAFullStick(t *testing.T) {
	dir := mounted(t, "tmpfs", "tmpfs", 0, "size=128k")
	put(t, string(bytes.Repeat([]byte("x"), 80<<10)), dir, "photo.jpg")
	_, err := open(t, dir).Save(t.Context(), testCase(), testFiles(), nil)
	var full *FullError
	if !errors.As(err, &full) || full.Needed <= full.Free || full.Free != 48<<10 {
		t.Errorf("Save = %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, Folder)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the case folder was made: %v", err)
	}
}

func TestSaveOnAStickThatFillsUp(t *testing.T) {
	dir := mounted(t, "tmpfs", "tmpfs", 0, "size=64k")
	put(t, string(bytes.Repeat([]byte("x"), 60<<10)), dir, "photo.jpg")
	stick := open(t, dir)
	stick.mount = func(path string) (volume, error) {
		v, err := openFolder(path)
		return &small{volume: v, free: 1 << 20}, err // it tells of room that is not there
	}
	saved, err := stick.Save(t.Context(), testCase(), testFiles(), nil)
	if !errors.Is(err, ErrFull) || len(saved) != 0 {
		t.Errorf("Save = %v, %v", saved, err)
	}
	if entries, err := os.ReadDir(filepath.Join(dir, testCase().Dir())); err != nil || len(entries) != 0 {
		t.Errorf("the case folder holds %v, %v", entries, err)
	}
}

func TestSaveOnAReadOnlyStick(t *testing.T) {
	dir := mounted(t, "tmpfs", "tmpfs", 0, "size=1m")
	save(t, open(t, dir), testFiles()...)
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
		t.Skipf("this user can't mount read-only here: %v", err)
	}
	stick := open(t, dir)
	if !stick.ReadOnly {
		t.Error("it does not look read-only")
	}
	for _, s := range save(t, stick, testFiles()...) { // nothing to write
		if !s.Kept {
			t.Errorf("%s was written", s.Name)
		}
	}
	more := File{Name: "3-confirmation-request.bin", Data: []byte("x")}
	if _, err := stick.Save(t.Context(), testCase(), []File{more}, nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("Save = %v", err)
	}
}

func TestSaveOnAStickThatBecomesReadOnly(t *testing.T) {
	dir := mounted(t, "tmpfs", "tmpfs", 0, "size=1m")
	stick := open(t, dir)
	stick.mount = func(path string) (volume, error) {
		if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_RDONLY, ""); err != nil {
			return nil, err
		}
		v, err := openFolder(path)
		return &small{volume: v, free: 1 << 20}, err
	}
	if _, err := stick.Save(t.Context(), testCase(), testFiles(), nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("Save = %v", err)
	}
}

func TestUnmountedStickIsGone(t *testing.T) {
	dir := mounted(t, "tmpfs", "tmpfs", 0, "size=1m")
	stick := open(t, dir)
	if stick.FileSystem != "tmpfs" {
		t.Errorf("its file system is %q", stick.FileSystem)
	}
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil { // another takes its place
		t.Fatal(err)
	}
	defer func() { _ = unix.Unmount(dir, unix.MNT_DETACH) }()
	if _, err := stick.Save(t.Context(), testCase(), testFiles(), nil); !errors.Is(err, ErrGone) {
		t.Errorf("Save = %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("the other one holds %v", entries)
	}
}

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
	put(t, "{}", root, testCase().Dir(), CaseName)
	immutable(t, filepath.Join(root, testCase().Dir(), CaseName))
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
