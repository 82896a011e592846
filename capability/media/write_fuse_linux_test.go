// The library of FUSE builds for 64 bits alone.

//go:build linux && !386 && !arm && !mips && !mipsle

package media

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"handback/capability"
	"handback/capability/testkit"

	loop "github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

// faulty is a real file system, behind the kernel, that shows a folder and can
// be told which of its operations fails.
type faulty struct {
	fuse.RawFileSystem

	mu     sync.Mutex
	ops    int         // so far
	failAt int         // the operation that fails; 0: none
	err    fuse.Status // how
	stays  bool        // and so do all after it
	failed string      // which one it was
}

// serve mounts a faulty file system for the time of a test.
func serve(t *testing.T) (f *faulty, shown, mount string) {
	t.Helper()
	shown, mount = testkit.Dir(t), t.TempDir()
	root, err := loop.NewLoopbackRoot(shown)
	if err != nil {
		t.Fatal(err)
	}
	f = &faulty{RawFileSystem: loop.NewNodeFS(root, new(loop.Options))}
	server, err := fuse.NewServer(f, mount, &fuse.MountOptions{Name: "faulty", DirectMountStrict: true})
	if err != nil {
		t.Skipf("this user can't mount FUSE here: %v", err)
	}
	go server.Serve() // Unmount ends it
	if err := server.WaitMount(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		f.arm(0, 0, false)
		if err := server.Unmount(); err != nil {
			t.Error(err)
		}
		server.Wait()
	})
	return f, shown, mount
}

// arm has the n-th operation from now on fail, and gives how many there were
// and which one failed.
func (f *faulty) arm(n int, err syscall.Errno, stays bool) (ops int, failed string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	ops, failed = f.ops, f.failed
	f.ops, f.failAt, f.err, f.stays, f.failed = 0, n, fuse.Status(err), stays, ""
	return ops, failed
}

func (f *faulty) step(op string) fuse.Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.ops++
	if f.failAt == f.ops {
		f.failed = op
	}
	if f.failAt == f.ops || f.failAt > 0 && f.stays && f.ops > f.failAt {
		return f.err
	}
	return fuse.OK
}

func (f *faulty) Lookup(c <-chan struct{}, h *fuse.InHeader, name string, out *fuse.EntryOut) fuse.Status {
	if s := f.step("lookup"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.Lookup(c, h, name, out)
}

func (f *faulty) Mkdir(c <-chan struct{}, in *fuse.MkdirIn, name string, out *fuse.EntryOut) fuse.Status {
	if s := f.step("mkdir"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.Mkdir(c, in, name, out)
}

func (f *faulty) Unlink(c <-chan struct{}, h *fuse.InHeader, name string) fuse.Status {
	if s := f.step("unlink"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.Unlink(c, h, name)
}

func (f *faulty) Rename(c <-chan struct{}, in *fuse.RenameIn, from, to string) fuse.Status {
	if s := f.step("rename"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.Rename(c, in, from, to)
}

func (f *faulty) Create(c <-chan struct{}, in *fuse.CreateIn, name string, out *fuse.CreateOut) fuse.Status {
	if s := f.step("create"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.Create(c, in, name, out)
}

func (f *faulty) Open(c <-chan struct{}, in *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	if s := f.step("open"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.Open(c, in, out)
}

func (f *faulty) Read(c <-chan struct{}, in *fuse.ReadIn, buf []byte) (fuse.ReadResult, fuse.Status) {
	if s := f.step("read"); s != fuse.OK {
		return nil, s
	}
	return f.RawFileSystem.Read(c, in, buf)
}

// Write that fails has written the half: what a stick does that is full.
func (f *faulty) Write(c <-chan struct{}, in *fuse.WriteIn, data []byte) (uint32, fuse.Status) {
	if s := f.step("write"); s != fuse.OK {
		_, _ = f.RawFileSystem.Write(c, in, data[:len(data)/2])
		return 0, s
	}
	return f.RawFileSystem.Write(c, in, data)
}

func (f *faulty) Writev(<-chan struct{}, *fuse.WriteIn, [][]byte) (uint32, fuse.Status) {
	return 0, fuse.ENOSYS // Write is asked then
}

func (f *faulty) Fsync(c <-chan struct{}, in *fuse.FsyncIn) fuse.Status {
	if s := f.step("fsync"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.Fsync(c, in)
}

func (f *faulty) FsyncDir(c <-chan struct{}, in *fuse.FsyncIn) fuse.Status {
	if s := f.step("fsync folder"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.FsyncDir(c, in)
}

func (f *faulty) OpenDir(c <-chan struct{}, in *fuse.OpenIn, out *fuse.OpenOut) fuse.Status {
	if s := f.step("open folder"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.OpenDir(c, in, out)
}

func (f *faulty) StatFs(c <-chan struct{}, h *fuse.InHeader, out *fuse.StatfsOut) fuse.Status {
	if s := f.step("statfs"); s != fuse.OK {
		return s
	}
	return f.RawFileSystem.StatFs(c, h, out)
}

// olderState puts down what a case folder holds from an earlier act.
func olderState(t *testing.T, root string) {
	t.Helper()
	put(t, "the old slip\n", root, testCase().Dir(), "READ-ME-FIRST.txt")
	put(t, "response", root, testCase().Dir(), "2-response.bin")
}

// Behind a real kernel, each operation fails once with each error number, and
// from one on all fail, as with a stick that was pulled.
func TestSaveEveryFaultOfAFileSystem(t *testing.T) {
	f, shown, mount := serve(t)
	olderState(t, filepath.Join(shown, "0"))
	stick := open(t, filepath.Join(mount, "0"))
	f.arm(0, 0, false)
	save(t, stick, fewBytes()...)
	most, _ := f.arm(0, 0, false)
	faults := []struct {
		err   syscall.Errno
		stays bool
	}{{syscall.ENOSPC, false}, {syscall.EIO, false}, {syscall.EROFS, false}, {syscall.ENODEV, false}, {syscall.EIO, true}}
	points, stride := 0, 3*len(faults)
	if testing.Short() {
		stride *= 4
	}
	for i, fault := range faults {
		for at := 1; at <= most; at++ {
			if !*everyFault && at%stride != stride/len(faults)*i {
				continue
			}
			points++
			name := strconv.Itoa(points)
			olderState(t, filepath.Join(shown, name))
			stick := open(t, filepath.Join(mount, name))
			f.arm(at, fault.err, fault.stays)
			saved, err := stick.Save(t.Context(), testCase(), fewBytes(), nil)
			_, failed := f.arm(0, 0, false)
			if err == nil && len(saved) != len(fewBytes()) || err != nil && !isKnown(err) {
				t.Errorf("%v at operation %d (%s): saved %d files, %v", fault.err, at, failed, len(saved), err)
			}
			checkFolder(t, filepath.Join(shown, name), saved)
			save(t, stick, fewBytes()...)
		}
	}
	t.Logf("%d kinds of fault at %d operations of FUSE: %d points", len(faults), most, points)
}

// checkFolder checks what really is in a case folder.
func checkFolder(t *testing.T, root string, saved []Saved) {
	t.Helper()
	dir := filepath.Join(root, testCase().Dir())
	for _, f := range fewBytes() {
		there, err := os.ReadFile(filepath.Join(dir, f.Name))
		whole := errors.Is(err, fs.ErrNotExist) || err == nil && (string(there) == string(f.Data) || string(there) == "the old slip\n")
		if !whole {
			t.Errorf("%s: %s holds %q, %v", root, f.Name, there, err)
		}
	}
	for _, s := range saved {
		if there := content(t, root, s.Path); capability.DigestOf([]byte(there)) != s.Digest {
			t.Errorf("%s: %s was called saved and holds %q", root, s.Path, there)
		}
	}
	if got := content(t, dir, "2-response.bin"); !strings.HasPrefix(got, "response") {
		t.Errorf("%s: the response holds %q", root, got)
	}
}
