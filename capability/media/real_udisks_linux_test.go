package media

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

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
	s := &loopStick{image: filepath.Join("/run", strings.ReplaceAll(t.Name(), "/", "-"))}
	put(t, "", s.image)
	if err := os.Truncate(s.image, 8<<20); err != nil {
		t.Fatal(err)
	}
	if label != "" {
		run(t, "mkfs.ext4", "-q", "-L", label, s.image)
	}
	s.attach(t)
	t.Cleanup(func() {
		for _, point := range s.mounts(t) {
			_ = unix.Unmount(point, unix.MNT_DETACH)
		}
		_ = s.open.Close()
	})
	return s
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

// TestRealUDisks holds the client to the real service.
func TestRealUDisks(t *testing.T) {
	if !ownMachine(t) {
		return
	}
	for name, test := range map[string]func(*testing.T){
		"release": realRelease, "in use": realInUse, "in two places": realTwoPlaces, "tray": realTray,
		"built in": realBuiltIn, "nobody": realNobody, "pulled": realPulled, "blank": realBlank, "damaged": realDamaged,
	} {
		t.Run(name, test)
	}
}

// A file can't be switched off as a stick can; one that is unmounted may be
// taken out all the same.
func realRelease(t *testing.T) {
	u, s := plugReal(t, "STICK")
	stick := s.mountStick(t)
	if points := s.mounts(t); len(points) != 1 || points[0] != stick.Path {
		t.Fatalf("mounted at %q; the kernel has %q", stick.Path, points)
	}
	if again := s.mountStick(t); again.Path != stick.Path || len(s.mounts(t)) != 1 {
		t.Errorf("mounted again, at %s", again.Path)
	}
	save(t, stick, testFiles()...)
	got, err := stick.Release(t.Context())
	if err != nil || !got.MayRemove() || !got.Synced || got.PoweredOff || len(s.mounts(t)) != 0 {
		t.Errorf("Release = %+v, %v", got, err)
	}
	back := s.mountStick(t)
	if content(t, back.Path, testCase().Dir(), "1-return-request.bin") != string(testFiles()[0].Data) {
		t.Error("what was saved is not there")
	}
	if err := u.PowerOff(t.Context(), s.device); err == nil || typed(err) || !strings.Contains(err.Error(), "usb") {
		t.Errorf("PowerOff = %v", err)
	}
	if points := s.mounts(t); len(points) != 0 {
		t.Errorf("it stays mounted at %q", points)
	}
	if err := u.Unmount(t.Context(), s.device); err != nil {
		t.Errorf("what is not mounted can't be unmounted: %v", err)
	}
}

func realInUse(t *testing.T) {
	_, s := plugReal(t, "STICK")
	stick := s.mountStick(t)
	reader, err := os.Open(stick.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	got, err := stick.Release(t.Context())
	if err != nil || got.MayRemove() || got.Unmounted || !errors.Is(got.Missing, ErrBusy) {
		t.Errorf("Release = %+v, %v", got, err)
	}
	if !strings.Contains(got.Missing.Error(), s.device) {
		t.Errorf("it says %q", got.Missing)
	}
	_ = reader.Close()
	if got, err = stick.Release(t.Context()); err != nil || !got.MayRemove() {
		t.Errorf("Release after that = %+v, %v", got, err)
	}
}

func realTwoPlaces(t *testing.T) {
	u, s := plugReal(t, "STICK")
	s.mountStick(t)
	if err := unix.Mount(s.device, t.TempDir(), "ext4", 0, ""); err != nil {
		t.Fatal(err)
	}
	if err := u.Unmount(t.Context(), s.device); err != nil || len(s.mounts(t)) != 0 {
		t.Errorf("Unmount = %v; mounted at %q", err, s.mounts(t))
	}
}

func realTray(t *testing.T) {
	s := plugLoop(t, "TRAY")
	s.pretend(t, "removable", "1")
	serveReal(t)
	if got, err := s.mountStick(t).Release(t.Context()); err != nil || !got.MayRemove() || !got.PoweredOff {
		t.Errorf("Release = %+v, %v", got, err)
	}
}

func realBuiltIn(t *testing.T) {
	u, s := plugReal(t, "BUILTIN")
	if err := u.PowerOff(t.Context(), s.device); !errors.Is(err, ErrNoService) {
		t.Errorf("PowerOff = %v", err)
	}
}

func realNobody(t *testing.T) {
	_, s := plugReal(t, "STICK")
	asNobody(t, func() {
		plugged := Stick{State: Unmounted, Device: s.device}
		if _, err := plugged.Mount(t.Context()); !errors.Is(err, ErrPermission) {
			t.Errorf("Mount = %v", err)
		}
	})
	place := "/run/by-root" // the service's own are closed to others
	if err := os.MkdirAll(place, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount(s.device, place, "ext4", 0, ""); err != nil {
		t.Fatal(err)
	}
	stick := open(t, place)
	stick.Folder, stick.Device = false, s.device
	asNobody(t, func() {
		got, err := stick.Release(t.Context())
		if err != nil || got.MayRemove() || !got.Synced || !errors.Is(got.Missing, ErrPermission) {
			t.Errorf("Release = %+v, %v", got, err)
		}
	})
}

// The kernel lets nobody pull a file; it only says that it was pulled.
func realPulled(t *testing.T) {
	u, s := plugReal(t, "STICK")
	s.mountStick(t)
	put(t, "remove", s.sysfs(), "uevent")
	run(t, "udevadm", "settle", "--timeout=10")
	if _, err := u.Mount(t.Context(), s.device); !errors.Is(err, ErrGone) {
		t.Errorf("Mount = %v", err)
	}
	if err := u.Unmount(t.Context(), s.device); !errors.Is(err, ErrGone) {
		t.Errorf("Unmount = %v", err)
	}
	err := u.call(t.Context(), blockObject(filepath.Base(s.device)), ifaceFilesystem+".Unmount")
	if !errors.Is(worded(err), ErrGone) {
		t.Errorf("pulled meanwhile: %v", err)
	}
}

func realBlank(t *testing.T) {
	u, s := plugReal(t, "")
	if _, err := u.Mount(t.Context(), s.device); !errors.Is(err, ErrBlank) {
		t.Errorf("Mount = %v", err)
	}
}

func realDamaged(t *testing.T) {
	_, s := plugReal(t, "STICK")
	if _, err := s.open.WriteAt(make([]byte, 8<<10), 0); err != nil {
		t.Fatal(err)
	}
	plugged := Stick{State: Unmounted, Device: s.device}
	_, err := plugged.Mount(t.Context())
	if !errors.Is(err, ErrNotMounted) || !strings.Contains(err.Error(), "superblock") {
		t.Errorf("Mount = %v", err)
	}
}
