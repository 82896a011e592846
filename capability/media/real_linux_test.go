package media

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// run runs a program; a failure ends the test with what it said.
func run(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// need skips the test where a program is not installed, or the user is not root.
func need(t testing.TB, programs ...string) {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount real file systems")
	}
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
}

// loopOf makes a block device of a file.
func loopOf(t testing.TB, image string, options ...string) string {
	t.Helper()
	out, err := exec.Command("losetup", append(options, "--find", "--show", image)...).CombinedOutput()
	if err != nil {
		t.Skipf("there are no loop devices here: %v: %s", err, out)
	}
	device := strings.TrimSpace(string(out))
	t.Cleanup(func() { run(t, "losetup", "--detach", device) })
	return device
}

// blockStick is a real file system on a block device in a file.
type blockStick struct {
	kind        string // as mount knows it, or exfat-fuse
	image       string
	device, dir string
	mounted     bool
}

// plugIn makes a stick of 16 MiB with a file system that the program makes.
func plugIn(t testing.TB, kind string, program ...string) *blockStick {
	t.Helper()
	need(t, "losetup", program[0])
	image := filepath.Join(t.TempDir(), "stick.img")
	put(t, "", image)
	if err := os.Truncate(image, 16<<20); err != nil {
		t.Fatal(err)
	}
	b := &blockStick{kind: kind, image: image, device: loopOf(t, image), dir: t.TempDir()}
	run(t, program[0], append(program[1:], b.device)...)
	t.Cleanup(func() { b.unmount(t) })
	b.mount(t)
	return b
}

func (b *blockStick) mount(t testing.TB) {
	t.Helper()
	var err error
	if b.kind == "exfat-fuse" {
		need(t, "mount.exfat-fuse")
		err = exec.Command("mount.exfat-fuse", b.device, b.dir).Run()
	} else {
		err = unix.Mount(b.device, b.dir, b.kind, 0, "")
	}
	if err != nil {
		t.Skipf("%s can't be mounted here: %v", b.kind, err)
	}
	b.mounted = true
}

// unmount also waits until nothing has the device open any more: FUSE ends
// later than the mount does.
func (b *blockStick) unmount(t testing.TB) {
	t.Helper()
	if !b.mounted {
		return
	}
	b.mounted = false
	if err := unix.Unmount(b.dir, 0); err != nil {
		t.Errorf("unmounting %s: %v", b.dir, err)
		_ = unix.Unmount(b.dir, unix.MNT_DETACH)
	}
	for range 500 {
		f, err := os.OpenFile(b.device, os.O_RDONLY|unix.O_EXCL, 0)
		if err == nil {
			_ = f.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%s stays in use", b.device)
}

// realFileSystems are those that a stick can have, with what makes them.
func realFileSystems() map[string][]string {
	return map[string][]string{
		"ext4": {"mkfs.ext4", "-q"}, "vfat": {"mkfs.vfat"}, "exfat": {"mkfs.exfat"}, "exfat-fuse": {"mkfs.exfat"},
	}
}
