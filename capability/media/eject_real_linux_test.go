package media

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// TestRealUDisks holds the client to the real service.
func TestRealUDisks(t *testing.T) {
	if !inNamespaces(t) {
		return
	}
	for name, test := range map[string]func(*testing.T){
		"release": realRelease, "in use": realInUse, "in two places": realTwoPlaces, "tray": realTray, "two parts": realTwoParts,
		"built in": realBuiltIn, "nobody": realNobody, "pulled": realPulled, "blank": realBlank, "damaged": realDamaged,
	} {
		t.Run(name, test)
	}
}

// A file can't be switched off as a stick can; one that is unmounted may be
// taken out anyway.
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
	if err := u.PowerOff(t.Context(), s.device); !errors.Is(err, errStaysOn) || !strings.Contains(err.Error(), "usb") {
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
		t.Fatalf("Release = %+v, %v", got, err)
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

func realTwoParts(t *testing.T) {
	parts := plugParts(t)
	u := serveReal(t)
	stick, other := parts[0].mountStick(t), parts[1].mountStick(t)
	reader, err := os.Open(other.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	got, err := stick.Release(t.Context())
	if err != nil || got.MayRemove() || !got.Unmounted || !errors.Is(got.Missing, ErrBusy) {
		t.Errorf("Release while the other part is in use = %+v, %v", got, err)
	}
	_ = reader.Close()
	if err := u.PowerOff(t.Context(), parts[0].device); !errors.Is(err, errStaysOn) || len(parts[1].mounts(t)) != 0 {
		t.Errorf("PowerOff = %v; the other part is mounted at %q", err, parts[1].mounts(t))
	}
}

func realBuiltIn(t *testing.T) {
	u, s := plugReal(t, "BUILTIN")
	if err := u.PowerOff(t.Context(), s.device); !errors.Is(err, errStaysOn) || !errors.Is(err, ErrNoService) {
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
	if !errors.Is(mediaError(err), ErrGone) {
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
