package media

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"handback/capability"

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

// everyFault has each operation of a real file system fail in every way;
// without it they take turns.
var everyFault = flag.Bool("every-fault", false, "have each operation of a real file system fail in every way")

// shutdown is EXT4_IOC_SHUTDOWN of the kernel's ext4.h, with the flag that
// flushes nothing: to the programs the stick is pulled.
const (
	shutdown        = 0x8004587d
	shutdownNoFlush = 2
)

// A stick that is pulled at each operation of an act: whatever was called
// saved is whole when it is put back.
func TestRealStickIsPulledAtEachOperation(t *testing.T) {
	pulled := 0
	b := plugIn(t, "ext4", "mkfs.ext4", "-q")
	stride := 16
	if *everyFault {
		stride = 1
	}
	for at := 1; ; at += stride {
		c := testCase()
		c.Serial = strconv.Itoa(at)
		saved, ended := savePulled(t, b, c, at)
		b.unmount(t)
		b.mount(t)
		for _, s := range saved {
			if got := content(t, b.dir, s.Path); capability.DigestOf([]byte(got)) != s.Digest {
				t.Errorf("pulled at point %d: %s was called saved and holds %d bytes", at, s.Path, len(got))
			}
		}
		if ended {
			break
		}
		pulled++
	}
	if pulled == 0 {
		t.Error("it was never pulled")
	}
	t.Logf("pulled at each of %d points", pulled)
}

// savePulled saves and pulls the stick at the n-th point of the trace; ended
// says that there was no such point.
func savePulled(t *testing.T, b *blockStick, c Case, n int) (saved []Saved, ended bool) {
	t.Helper()
	root, err := os.Open(b.dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	point := 0
	stick := open(t, b.dir).Traced(func(string) {
		point++
		if point == n {
			if err := unix.IoctlSetPointerInt(int(root.Fd()), shutdown, shutdownNoFlush); err != nil {
				t.Skipf("ext4 can't be shut down here: %v", err)
			}
		}
	})
	saved, err = stick.Save(t.Context(), c, testFiles(), nil)
	if err != nil && point < n {
		t.Errorf("without a pull: %v", err)
	}
	if err != nil && !isKnown(err) {
		t.Errorf("pulled at point %d: no words for %v", n, err)
	}
	return saved, point < n
}

// actFiles are of the sizes that the files of an act have.
func actFiles() []File {
	return []File{
		{Name: "1-return-request.bin", Data: bytes.Repeat([]byte("req "), 203)},
		{Name: "READ-ME-FIRST.txt", Data: bytes.Repeat([]byte("slip"), 500), Replace: true},
		{Name: "return.json", Data: bytes.Repeat([]byte("case"), 5000), Replace: true},
	}
}

// BenchmarkSaveAndCopy saves the files of an act, and in turn copies the same
// files to the same volume with cp, sync and cmp; ratio is the time of the one
// by that of the other.
func BenchmarkSaveAndCopy(b *testing.B) {
	large := actFiles()
	large[2].Data = bytes.Repeat([]byte("x"), 2<<20)
	acts := map[string][]File{"usual": actFiles(), "with a long case": large}
	for kind, program := range map[string][]string{"ext4": {"mkfs.ext4", "-q"}, "exfat-fuse": {"mkfs.exfat"}, "vfat": {"mkfs.vfat"}} {
		for name, files := range acts {
			b.Run(kind+"/"+name, func(b *testing.B) {
				stick := plugIn(b, kind, program...)
				source := b.TempDir()
				var sources []string
				for _, f := range files {
					put(b, string(f.Data), source, f.Name)
					sources = append(sources, filepath.Join(source, f.Name))
				}
				var saving, copying time.Duration
				for i := 0; b.Loop(); i++ {
					saving += timeSave(b, stick.dir, i, files)
					copying += timeCopy(b, filepath.Join(stick.dir, fmt.Sprintf("copy-%d", i)), sources)
					run(b, "rm", "-r", filepath.Join(stick.dir, Folder), filepath.Join(stick.dir, fmt.Sprintf("copy-%d", i)))
				}
				b.ReportMetric(saving.Seconds()*1000/float64(b.N), "save-ms/op")
				b.ReportMetric(copying.Seconds()*1000/float64(b.N), "copy-ms/op")
				b.ReportMetric(float64(saving)/float64(copying), "ratio")
			})
		}
	}
}

func timeSave(b *testing.B, dir string, n int, files []File) time.Duration {
	b.Helper()
	stick := open(b, dir)
	c := testCase()
	c.Serial = fmt.Sprint(n)
	start := time.Now()
	if _, err := stick.Save(b.Context(), c, files, nil); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func timeCopy(b *testing.B, to string, sources []string) time.Duration {
	b.Helper()
	start := time.Now()
	if err := os.Mkdir(to, 0o755); err != nil {
		b.Fatal(err)
	}
	run(b, "cp", append(sources, to)...)
	run(b, "sync")
	for _, from := range sources {
		run(b, "cmp", from, filepath.Join(to, filepath.Base(from)))
	}
	return time.Since(start)
}
