package media

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

func dial(t *testing.T, ctx context.Context) *udisks {
	t.Helper()
	u, err := dialUDisks(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = u.Close() })
	return u
}

// callsOf is what the service was asked to do.
func callsOf(f *fakeUDisks) string {
	var diary string
	f.with(func() { diary = strings.Join(f.diary, ", ") })
	return diary
}

func blockObject(name string) dbus.ObjectPath {
	return udisksRoot + "/block_devices/" + dbus.ObjectPath(name)
}

func TestUDisksMount(t *testing.T) {
	f := startUDisks(t)
	u := dial(t, t.Context())
	for _, tt := range []struct {
		device, want string
		err          error
	}{
		{"/dev/sda1", "/media/kim/new", nil},
		{"/dev/sda1", "/media/kim/new", nil}, // it is mounted by now
		{"/dev/sda2", "/media/kim/B", nil},
		{"/dev/sdb1", "", ErrLocked},
		{"/dev/sdd", "", ErrBlank},
		{"/dev/sdz", "", ErrGone},
	} {
		if point, err := u.Mount(t.Context(), tt.device); point != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s: %q, %v", tt.device, point, err)
		}
	}
	if got := callsOf(f); got != "mount sda1" {
		t.Errorf("it was asked to %s", got)
	}
}

func TestUDisksMountsWhatTheDesktopMountsAtTheSameMoment(t *testing.T) {
	f := startUDisks(t)
	f.with(func() {
		f.faults["mount"] = dbus.Error{Name: errAlreadyMounted, Body: []any{"already"}}
		f.onCall = func(string) { f.mountAt(blockObject("sda1"), "/media/kim/quick") }
	})
	if point, err := dial(t, t.Context()).Mount(t.Context(), "/dev/sda1"); point != "/media/kim/quick" || err != nil {
		t.Errorf("Mount = %q, %v", point, err)
	}
}

func TestUDisksUnmountsEverywhere(t *testing.T) {
	f := startUDisks(t)
	u := dial(t, t.Context())
	for _, device := range []string{"/dev/sda2", "/dev/sda2", "/dev/sda1"} {
		if err := u.Unmount(t.Context(), device); err != nil {
			t.Errorf("%s: %v", device, err)
		}
	}
	if got := callsOf(f); got != "unmount sda2, unmount sda2" {
		t.Errorf("it was asked to %s", got)
	}
}

func TestUDisksPowerOff(t *testing.T) {
	for _, tt := range []struct {
		name, device, want string
		err                error
	}{
		{"a stick with another part mounted", "/dev/sda1", "unmount sda2, unmount sda2, power off Kingston", nil},
		{"an unlocked stick", "/dev/dm-1", "unmount dm_2d1, lock sdb1, power off SanDisk", nil},
		{"a stick that can only be ejected", "/dev/sdc", "unmount sdc, eject OldStick", nil},
		{"a card in a built-in reader", "/dev/mmcblk0p1", "unmount mmcblk0p1", ErrNoService},
		{"a volume group", "/dev/dm-2", "", ErrNoService},
		{"a pulled stick", "/dev/sdz", "", ErrGone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := startUDisks(t)
			err := dial(t, t.Context()).PowerOff(t.Context(), tt.device)
			if got := callsOf(f); got != tt.want || !errors.Is(err, tt.err) || tt.err == nil && err != nil {
				t.Errorf("it was asked to %s; %v", got, err)
			}
		})
	}
}

func TestUDisksRefusals(t *testing.T) {
	const service = udisksName + ".Error."
	tests := map[string]error{
		service + "NotAuthorized":            ErrPermission,
		service + "NotAuthorizedCanObtain":   ErrPermission,
		service + "NotAuthorizedDismissed":   ErrPermission,
		service + "DeviceBusy":               ErrBusy,
		service + "Failed":                   nil,
		service + "Timedout":                 nil,
		service + "NotMounted":               nil,
		"org.freedesktop.DBus.Error.NoReply": ErrNoService,
	}
	f := startUDisks(t)
	u := dial(t, t.Context())
	for name, want := range tests {
		f.with(func() {
			f.faults["unmount"] = dbus.Error{Name: name, Body: []any{"target \x1b[2J is busy"}}
			f.mountAt(blockObject("sdc"), "/media/kim/old")
		})
		err := u.Unmount(t.Context(), "/dev/sdc")
		if name == errNotMounted {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if text := err.Error(); strings.Contains(text, "\x1b") || !strings.Contains(text, "is busy") {
			t.Errorf("%s: it says %q", name, text)
		}
	}
}

// What can't be switched off may be taken out, but not what another part of is
// still mounted.
func TestUDisksPowerOffIsExcusedOnlyAtItsEnd(t *testing.T) {
	for what, excused := range map[string]bool{"unmount": false, "power off": true} {
		f := startUDisks(t)
		f.with(func() { f.faults[what] = dbus.Error{Name: udisksName + ".Error.NotAuthorized", Body: []any{"no"}} })
		err := dial(t, t.Context()).PowerOff(t.Context(), "/dev/sda1")
		if !errors.Is(err, ErrPermission) || errors.Is(err, errStaysOn) != excused {
			t.Errorf("refused to %s: %v", what, err)
		}
	}
}

func TestUDisksPowerOffStopsAtTheFirstNo(t *testing.T) {
	f := startUDisks(t)
	f.with(func() { f.faults["unmount"] = dbus.Error{Name: udisksName + ".Error.DeviceBusy", Body: []any{"busy"}} })
	err := dial(t, t.Context()).PowerOff(t.Context(), "/dev/sda1")
	if got := callsOf(f); got != "unmount sda2" || !errors.Is(err, ErrBusy) {
		t.Errorf("it was asked to %s; %v", got, err)
	}
}

func TestUDisksThatHangs(t *testing.T) {
	f := startUDisks(t)
	hang := make(chan struct{})
	defer close(hang)
	f.with(func() { f.hang = hang })
	ctx, cancel := context.WithCancel(t.Context())
	u := dial(t, ctx)
	done := make(chan error)
	go func() {
		_, err := u.Mount(ctx, "/dev/sda1")
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("Mount = %v", err)
	}
}

func TestBusWithoutUDisks(t *testing.T) {
	startBus(t)
	if _, err := dial(t, t.Context()).Mount(t.Context(), "/dev/sda1"); !errors.Is(err, ErrNoService) {
		t.Errorf("Mount = %v", err)
	}
	if err := systemEjector().Unmount(t.Context(), "/dev/sda1"); !errors.Is(err, ErrNoService) {
		t.Errorf("Unmount = %v", err)
	}
}

func TestNoBus(t *testing.T) {
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+filepath.Join(socketDir(t), "none"))
	stick := Stick{State: Unmounted, Device: "/dev/sda1", Label: "A\x1b[2J"}
	if _, err := stick.Mount(t.Context()); !errors.Is(err, ErrNoService) || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("Mount = %v", err)
	}
}

func TestBusThatSaysNothing(t *testing.T) {
	socket := filepath.Join(socketDir(t), "bus")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path="+socket)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		_, err := dialUDisks(ctx)
		done <- err
	}()
	conn, err := listener.Accept() // it waits for an answer by now, or soon
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("dialUDisks = %v", err)
	}
}

// TestMountGivesTheStickThatWasMeant: a folder of the test stands for the mount.
func TestMountGivesTheStickThatWasMeant(t *testing.T) {
	f := startUDisks(t)
	root := t.TempDir()
	f.with(func() { f.mountAt(blockObject("sda1"), root) })
	stick := Stick{State: Unmounted, Device: "/dev/sda1"}
	now, err := stick.Mount(t.Context())
	if err != nil || now.Path != root || now.State != Ready {
		t.Fatalf("Mount = %+v, %v", now, err)
	}
	stick.Identity.Serial = "60A44C413FAE" // and not that of whatever is there now
	if _, err := stick.Mount(t.Context()); !errors.Is(err, ErrGone) {
		t.Errorf("another one: %v", err)
	}
	f.with(func() {
		f.faults["mount"] = dbus.Error{Name: udisksName + ".Error.Failed", Body: []any{"wrong fs type"}}
		f.mountAt(blockObject("sda1"))
	})
	if _, err := stick.Mount(t.Context()); !errors.Is(err, ErrNotMounted) || !strings.Contains(err.Error(), "wrong fs type") {
		t.Errorf("a mount that fails: %v", err)
	}
}

func TestMountedStickIsOnlyOpened(t *testing.T) {
	stick := newStick(t.TempDir(), fsInfo{})
	if now, err := stick.Mount(t.Context()); err != nil || now.Path != stick.Path {
		t.Errorf("Mount = %+v, %v", now, err)
	}
	for state, want := range map[State]error{Locked: ErrLocked, Blank: ErrBlank, Denied: ErrPermission, Failing: ErrDamaged} {
		stick.State = state
		if _, err := stick.Mount(t.Context()); !errors.Is(err, want) {
			t.Errorf("%s: %v", state, err)
		}
	}
}
