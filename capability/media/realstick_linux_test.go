package media

import (
	"fmt"
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

// need skips the test in a short run, where a program is not installed, and
// where the user is not root.
func need(t testing.TB, programs ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("real file systems and services take long")
	}
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

// loopStick is a file that the real UDisks2 takes for a stick.
type loopStick struct {
	device string // /dev/loop0
	image  string
	open   *os.File // the device lasts as long as this, or as a mount of it
}

// plugLoop makes a stick of a file, with a file system of that label; none
// without one.
func plugLoop(t *testing.T, label string) *loopStick {
	t.Helper()
	s := newLoopStick(t)
	if label != "" {
		run(t, "mkfs.ext4", "-q", "-L", label, s.image)
	}
	s.attach(t)
	return s
}

// plugParts makes a stick with two partitions. It tells the kernel of them:
// not every kernel can read a partition table.
func plugParts(t *testing.T) (parts [2]*loopStick) {
	t.Helper()
	need(t, "addpart")
	const first, length = 2048, 6144 // sectors
	whole := newLoopStick(t)
	for i := range parts {
		offset := fmt.Sprintf("offset=%d", (first+length*i)*512)
		run(t, "mkfs.ext4", "-q", "-E", offset, whole.image, "3M")
	}
	whole.attach(t)
	for i := range parts {
		run(t, "addpart", whole.device, fmt.Sprint(i+1), fmt.Sprint(first+length*i), fmt.Sprint(length))
		parts[i] = &loopStick{device: fmt.Sprintf("%sp%d", whole.device, i+1)}
		t.Cleanup(func() { parts[i].unmount(t) })
	}
	return parts
}

func newLoopStick(t *testing.T) *loopStick {
	t.Helper()
	s := &loopStick{image: filepath.Join("/run", strings.ReplaceAll(t.Name(), "/", "-"))}
	put(t, "", s.image)
	if err := os.Truncate(s.image, 8<<20); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *loopStick) unmount(t *testing.T) {
	for _, point := range s.mounts(t) {
		_ = unix.Unmount(point, unix.MNT_DETACH)
	}
}

// attach takes a loop device that detaches itself.
func (s *loopStick) attach(t *testing.T) {
	t.Helper()
	image, err := os.OpenFile(s.image, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer image.Close()
	control, err := os.Open("/dev/loop-control")
	if err != nil {
		t.Skipf("there are no loop devices here: %v", err)
	}
	defer control.Close()
	for {
		number, err := unix.IoctlRetInt(int(control.Fd()), unix.LOOP_CTL_GET_FREE)
		if err != nil {
			t.Fatal(err)
		}
		s.device = fmt.Sprintf("/dev/loop%d", number)
		if s.open, err = os.OpenFile(s.device, os.O_RDWR, 0); err != nil {
			t.Fatal(err)
		}
		config := unix.LoopConfig{Fd: uint32(image.Fd())}
		config.Info.Flags = unix.LO_FLAGS_AUTOCLEAR | unix.LO_FLAGS_PARTSCAN
		err = unix.IoctlLoopConfigure(int(s.open.Fd()), &config)
		if err == nil {
			t.Cleanup(func() {
				s.unmount(t)
				_ = s.open.Close()
			})
			return
		}
		_ = s.open.Close()
		if err != unix.EBUSY { // another was quicker
			t.Fatal(err)
		}
	}
}

// plugReal plugs a stick in and starts UDisks2, which knows it from the start.
func plugReal(t *testing.T, label string) (*udisks, *loopStick) {
	t.Helper()
	s := plugLoop(t, label)
	return serveReal(t), s
}

// serveReal starts UDisks2 when udev knows what is plugged in.
func serveReal(t *testing.T) *udisks {
	t.Helper()
	run(t, "udevadm", "settle", "--timeout=10")
	startService(t, udisksName, udisksd(), "--no-sigint")
	return dial(t, t.Context())
}

// pretend has sysfs say something else of the device.
func (s *loopStick) pretend(t *testing.T, attribute, text string) {
	t.Helper()
	lie, truth := filepath.Join(t.TempDir(), attribute), filepath.Join(s.sysfs(), attribute)
	put(t, text+"\n", lie)
	if err := unix.Mount(lie, truth, "", unix.MS_BIND, ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = unix.Unmount(truth, unix.MNT_DETACH) })
}

func (s *loopStick) sysfs() string { return filepath.Join("/sys/block", filepath.Base(s.device)) }

// mountStick mounts as the product does; a file is no stick to the finder.
func (s *loopStick) mountStick(t *testing.T) *Stick {
	t.Helper()
	plugged := Stick{State: Unmounted, Device: s.device}
	now, err := plugged.Mount(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now.Folder, now.Device = false, s.device
	return now
}

// mounts is where the kernel has it mounted.
func (s *loopStick) mounts(t *testing.T) []string {
	t.Helper()
	all, err := readMounts(os.DirFS("/"))
	if err != nil {
		t.Fatal(err)
	}
	var points []string
	for _, m := range all {
		if m.source == s.device {
			points = append(points, m.point)
		}
	}
	return points
}
