package media

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/godbus/dbus/v5"
	"golang.org/x/sys/unix"
)

// inNamespacesEnv is set where a test runs in its own namespaces.
const inNamespacesEnv = "MEDIA_TEST_IN_NAMESPACES"

// inNamespaces runs the test once more in namespaces of its own, and tells which
// of the two this is. There the test has its own mounts, processes and network,
// with udev and a system bus; all of that ends with its first process, which is
// the test, and that ends with this one.
func inNamespaces(t *testing.T) bool {
	t.Helper()
	if os.Getenv(inNamespacesEnv) != "" && os.Getpid() == 1 {
		startServices(t)
		return true
	}
	need(t, "dbus-daemon", "udevadm", udevd(), udisksd())
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread() // the signal at its end is that of the thread
	defer runtime.UnlockOSThread()
	inner := exec.CommandContext(t.Context(), self, "-test.run=^"+t.Name()+"$", "-test.v", "-test.timeout=30s")
	inner.Env = append(os.Environ(), inNamespacesEnv+"=1", "TMPDIR=/run")
	inner.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags: unix.CLONE_NEWNS | unix.CLONE_NEWPID | unix.CLONE_NEWNET | unix.CLONE_NEWIPC,
		Pdeathsig:  unix.SIGKILL,
	}
	out, err := inner.CombinedOutput()
	switch said := string(out); {
	case len(out) == 0 && err != nil:
		t.Skipf("there are no namespaces here: %v", err)
	case err != nil:
		t.Errorf("%v\n%s", err, said)
	case strings.Contains(said, "--- SKIP: "+t.Name()+" "):
		t.Skip(said)
	default:
		t.Log(said)
	}
	return false
}

// firstOf is the first of these files that there is; else the first.
func firstOf(names ...string) string {
	for _, name := range names {
		if _, err := os.Stat(name); err == nil {
			return name
		}
	}
	return names[0]
}

func udisksd() string {
	return firstOf("/usr/libexec/udisks2/udisksd", "/usr/lib/udisks2/udisksd", "/usr/libexec/udisksd")
}

func udevd() string { return firstOf("/usr/lib/systemd/systemd-udevd", "/lib/systemd/systemd-udevd") }

func polkitd() string { return firstOf("/usr/lib/polkit-1/polkitd", "/usr/libexec/polkitd") }

// stickRules have UDisks2 take the loop devices of this test for sticks, with a
// drive for each. Other people's are left alone.
const stickRules = `SUBSYSTEM!="block", GOTO="end"
ATTRS{loop/backing_file}!="/run/*", GOTO="end"
IMPORT{builtin}="blkid"
ENV{UDISKS_SYSTEM}="0", ENV{UDISKS_AUTO}="1"
ENV{DEVTYPE}!="disk", GOTO="end"
ENV{ID_SERIAL}="Stick_%k", ENV{ID_SERIAL_SHORT}="%k", ENV{ID_VENDOR}="Acme", ENV{ID_MODEL}="Stick"
ENV{ID_FS_LABEL}=="STICK", ENV{UDISKS_CAN_POWER_OFF}="1"
LABEL="end"
`

// startServices starts the services of the namespaces. Its own rules are all that udev
// and polkit find; where polkit is not installed, UDisks2 allows only root.
func startServices(t *testing.T) {
	t.Helper()
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		t.Skipf("/proc can't be mounted: %v", err)
	}
	for _, dir := range []string{
		"/run", "/media", "/var/lib/udisks2",
		"/etc/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d", "/etc/polkit-1/rules.d",
	} {
		err := unix.Mount("tmpfs", dir, "tmpfs", 0, "mode=755")
		if err != nil && err != unix.ENOENT {
			t.Skipf("%s can't be mounted: %v", dir, err)
		}
	}
	put(t, stickRules, "/run/udev/rules.d/60-stick.rules")
	run(t, udevd(), "--daemon")
	startBusIn(t, "/run")
	if _, err := os.Stat(polkitd()); err == nil {
		startService(t, "org.freedesktop.PolicyKit1", polkitd(), "--no-debug")
	}
}

// startService starts a service of the bus, and waits until it has its name.
func startService(t *testing.T, name, program string, args ...string) {
	t.Helper()
	conn, err := dbus.ConnectSystemBus()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	owners := make(chan *dbus.Signal, 16)
	conn.Signal(owners)
	err = conn.AddMatchSignal(dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, name))
	if err != nil {
		t.Fatal(err)
	}
	service := exec.Command(program, args...)
	service.Dir, service.Env = "/", append(os.Environ(), "PATH="+withEject(t)+":"+os.Getenv("PATH"))
	if err := service.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- service.Wait() }()
	t.Cleanup(func() {
		_ = service.Process.Kill()
		<-ended
	})
	for {
		select {
		case s := <-owners:
			if len(s.Body) == 3 && s.Body[0] == name && s.Body[2] != "" {
				return
			}
		case err := <-ended:
			ended <- err
			t.Skipf("%s does not run here: %v", program, err)
		}
	}
}

// withEject is a folder with the program that opens trays: a file has none.
func withEject(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	yes, err := exec.LookPath("true")
	if err == nil {
		err = os.Symlink(yes, filepath.Join(dir, "eject"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// asNobody does something on a thread of a user who may do nothing.
func asNobody(t *testing.T, act func()) {
	t.Helper()
	const nobody = 65534
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocks: the thread ends with it
		if _, _, number := unix.RawSyscall(unix.SYS_SETRESUID, nobody, nobody, nobody); number != 0 {
			t.Error(number)
			return
		}
		act()
	}()
	<-done
}
