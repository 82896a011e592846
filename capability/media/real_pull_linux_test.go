package media

import (
	"flag"
	"os"
	"strconv"
	"testing"

	"handback/capability"

	"golang.org/x/sys/unix"
)

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
	if testing.Short() {
		t.Skip("it waits for a real disk at each operation")
	}
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
	if err != nil && !typed(err) {
		t.Errorf("pulled at point %d: no words for %v", n, err)
	}
	return saved, point < n
}
