package media

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// What was saved is there when the stick was taken out and put back, and the
// manifest is one that sha256sum takes.
func TestSaveOnRealFileSystems(t *testing.T) {
	for kind, program := range realFileSystems() {
		t.Run(kind, func(t *testing.T) {
			b := plugIn(t, kind, program...)
			saved := save(t, open(t, b.dir), testFiles()...)
			t.Logf("surely read back from the stick: %v", saved[0].FromStick)
			b.unmount(t)
			b.mount(t)
			for i, f := range testFiles() {
				if got := content(t, b.dir, saved[i].Path); got != string(f.Data) {
					t.Errorf("%s holds %d bytes", f.Name, len(got))
				}
			}
			if sum, err := exec.LookPath("sha256sum"); err == nil {
				check := exec.Command(sum, "--check", "--strict", Manifest)
				check.Dir = filepath.Join(b.dir, testCase().Dir())
				if out, err := check.CombinedOutput(); err != nil {
					t.Errorf("sha256sum: %v: %s", err, out)
				}
			}
			for _, s := range save(t, open(t, b.dir), testFiles()...) {
				if !s.Kept {
					t.Errorf("%s was written again", s.Name)
				}
			}
		})
	}
}

// A stick that fills up while it is written to, or that says so beforehand,
// has every file that was called saved, and nothing of the others.
func TestRealFileSystemsThatAreFull(t *testing.T) {
	for kind, program := range realFileSystems() {
		t.Run(kind, func(t *testing.T) {
			b := plugIn(t, kind, program...)
			fill(t, filepath.Join(b.dir, "photos.jpg"), 20<<10)
			_, err := open(t, b.dir).Save(t.Context(), testCase(), testFiles(), nil)
			if !errors.Is(err, ErrFull) {
				t.Errorf("with little room: %v", err)
			}
			stick := open(t, b.dir)
			stick.mount = func(path string) (volume, error) {
				v, err := openFolder(path)
				return &small{volume: v, free: 1 << 20}, err // it tells of room that is not there
			}
			saved, err := stick.Save(t.Context(), testCase(), testFiles(), nil)
			if !errors.Is(err, ErrFull) {
				t.Errorf("filling up: %v", err)
			}
			b.unmount(t)
			b.mount(t)
			entries, err := os.ReadDir(filepath.Join(b.dir, testCase().Dir()))
			if err != nil || len(entries) != len(saved) {
				t.Errorf("%d files were saved, the folder holds %v, %v", len(saved), entries, err)
			}
		})
	}
}

// fill writes a file until only so many bytes are left.
func fill(t testing.TB, name string, left int64) {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4<<10); err == nil; {
		_, err = f.Write(block)
	}
	if !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
	info, err := f.Stat()
	if err == nil {
		err = f.Truncate(info.Size() - left)
	}
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// A write-protect switch: the block device itself is read-only.
func TestRealStickWithItsSwitchOn(t *testing.T) {
	b := plugIn(t, "ext4", "mkfs.ext4", "-q")
	save(t, open(t, b.dir), testFiles()...)
	b.unmount(t)
	switched := loopOf(t, b.image, "--read-only")
	if err := unix.Mount(switched, b.dir, b.kind, unix.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	b.mounted = true
	checkReadOnly(t, b.dir, &ReadOnlyError{})
}

// A folder that is bound read-only, as a container has it.
func TestReadOnlyBindMount(t *testing.T) {
	need(t)
	from := t.TempDir()
	save(t, open(t, from), testFiles()...)
	dir := mounted(t, from, "", unix.MS_BIND, "")
	if err := unix.Mount("", dir, "", unix.MS_REMOUNT|unix.MS_BIND|unix.MS_RDONLY, ""); err != nil {
		t.Skipf("this user can't bind read-only here: %v", err)
	}
	checkReadOnly(t, dir, &ReadOnlyError{})
}

// checkReadOnly checks that what is there is recognized and nothing is added.
func checkReadOnly(t *testing.T, dir string, want *ReadOnlyError) {
	t.Helper()
	stick := open(t, dir)
	if !stick.ReadOnly {
		t.Error("it does not look read-only")
	}
	for _, s := range save(t, stick, testFiles()...) {
		if !s.Kept {
			t.Errorf("%s was written", s.Name)
		}
	}
	more := File{Name: "3-confirmation-request.bin", Data: []byte("x")}
	_, err := stick.Save(t.Context(), testCase(), []File{more}, nil)
	var got *ReadOnlyError
	if !errors.As(err, &got) || *got != *want {
		t.Errorf("Save = %v", err)
	}
}
