//go:build unix

package serial

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/gofrs/flock"
	"golang.org/x/sys/unix"
)

// openPTY makes a real PTY. Its near end stays open, because the far end can't
// be read while nobody has it open.
func openPTY(t *testing.T) (far *os.File, path string) {
	t.Helper()
	far, near, err := pty.Open()
	if err != nil {
		t.Skipf("no PTY on this system: %v", err)
	}
	defer far.Close()
	end, err := unix.Dup(int(far.Fd()))
	if err == nil {
		err = unix.SetNonblock(end, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	far = os.NewFile(uintptr(end), far.Name()) // unlike the first file, its reads end on close
	t.Cleanup(func() {
		far.Close()
		near.Close()
	})
	return far, near.Name()
}

func mustOpen(t *testing.T, path string) *Conn {
	t.Helper()
	p, err := Open(path, DefaultBaud)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func TestPTYCarriesAllBytes(t *testing.T) {
	far, path := openPTY(t)
	p := mustOpen(t, path)
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	if _, err := p.Write(all); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 256)
	if _, err := io.ReadFull(far, got); err != nil || !bytes.Equal(got, all) {
		t.Errorf("to the device: %x, %v", got, err)
	}
	if _, err := far.Write(all); err != nil {
		t.Fatal(err)
	}
	clear(got)
	if _, err := io.ReadFull(p, got); err != nil || !bytes.Equal(got, all) {
		t.Errorf("from the device: %x, %v", got, err)
	}
}

func TestPTYUnplugged(t *testing.T) {
	far, path := openPTY(t)
	p := mustOpen(t, path)
	ended := make(chan error, 1)
	go func() { _, err := p.Read(make([]byte, 1)); ended <- err }()
	far.Close()
	if err := <-ended; !errors.Is(err, ErrUnplugged) {
		t.Errorf("read: %v, want %v", err, ErrUnplugged)
	}
	if _, err := p.Write([]byte("x")); !errors.Is(err, ErrUnplugged) {
		t.Errorf("write: %v, want %v", err, ErrUnplugged)
	}
}

func TestPTYOwnCloseEndsRead(t *testing.T) {
	_, path := openPTY(t)
	p := mustOpen(t, path)
	ended := make(chan error, 1)
	go func() { _, err := p.Read(make([]byte, 1)); ended <- err }()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("read: %v, want %v", err, net.ErrClosed)
	}
}

func TestPTYBlockedWrite(t *testing.T) {
	_, path := openPTY(t) // nobody reads the far end
	p := mustOpen(t, path)
	if err := p.SetWriteDeadline(time.Now().Add(100 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Write(make([]byte, 1<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("write: %v, want %v", err, os.ErrDeadlineExceeded)
	}
	if err := p.SetWriteDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { _, err := p.Write(make([]byte, 1<<20)); ended <- err }()
	start := time.Now()
	if err := p.Close(); err != nil || time.Since(start) > 2*time.Second {
		t.Errorf("close: %v after %s", err, time.Since(start))
	}
	if err := <-ended; !errors.Is(err, net.ErrClosed) {
		t.Errorf("write: %v, want %v", err, net.ErrClosed)
	}
}

func TestPTYIsOpenedOnce(t *testing.T) {
	_, path := openPTY(t)
	p := mustOpen(t, path)
	var busy *BusyError
	if _, err := Open(path, DefaultBaud); !errors.As(err, &busy) || !errors.Is(err, ErrBusy) || busy.Path != path {
		t.Errorf("a second open: %v, want %v", err, ErrBusy)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, path).Close()

	lock := flock.New(path, flock.SetFlag(os.O_RDONLY)) // as a terminal program takes it
	if held, err := lock.TryLock(); !held || err != nil {
		t.Fatalf("lock: %v, %v", held, err)
	}
	defer lock.Unlock()
	if _, err := Open(path, DefaultBaud); !errors.Is(err, ErrBusy) {
		t.Errorf("while a terminal program has it: %v, want %v", err, ErrBusy)
	}
}

func TestWhatIsNoPort(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		filepath.Join(dir, "none"): ErrNoPort, dir: ErrNotPort, file: ErrNotPort,
	} {
		if _, err := Open(path, DefaultBaud); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", path, err, want)
		}
	}
	err := permissionError(file)
	if !errors.Is(err, ErrPermission) || !strings.Contains(err.Error(), file) {
		t.Errorf("permission: %v", err)
	}
}

func TestPTYChangesItsRate(t *testing.T) {
	far, path := openPTY(t)
	p := mustOpen(t, path)
	if err := p.SetBaud(9600); err != nil {
		t.Fatal(err)
	}
	if _, err := far.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if n, err := p.Read(make([]byte, 4)); n != 1 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
}

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
