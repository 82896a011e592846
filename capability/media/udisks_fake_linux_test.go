package media

import (
	"bufio"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"
)

const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:path=%</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow send_destination="*"/><allow eavesdrop="false"/><allow own="*"/></policy></busconfig>`

// startBus starts a bus of the test's own in place of the system bus.
func startBus(t *testing.T) {
	t.Helper()
	startBusIn(t, socketDir(t))
}

// socketDir is a folder for sockets, whose paths have at most 107 bytes: that of
// temporary files may be too long.
func socketDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/tmp", "bus")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// startBusIn is startBus with the socket in a folder.
func startBusIn(t *testing.T, dir string) {
	t.Helper()
	daemon, err := exec.LookPath("dbus-daemon")
	if err != nil {
		t.Skip("dbus-daemon is not installed")
	}
	socket, file := filepath.Join(dir, "bus"), filepath.Join(dir, "bus.conf")
	if err := os.WriteFile(file, []byte(strings.Replace(busConfig, "%", socket, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	bus := exec.Command(daemon, "--config-file="+file, "--nofork", "--print-address")
	out, err := bus.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bus.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = bus.Process.Kill()
		_ = bus.Wait() // it was killed
	})
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("DBUS_SYSTEM_BUS_ADDRESS", strings.TrimSpace(address))
}

// fakeUDisks is a service on the bus that answers from a recorded tree, does
// in it what it is asked for, and keeps a diary.
type fakeUDisks struct {
	mu     sync.Mutex
	tree   objects
	diary  []string
	faults map[string]dbus.Error // by method, each once
	hang   chan struct{}         // if set, calls but those for the tree wait for it to be closed
	onCall func(what string)     // if set, called before each act, under the lock
}

func startUDisks(t *testing.T) *fakeUDisks {
	t.Helper()
	startBus(t)
	conn, err := dbus.ConnectSystemBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	f := &fakeUDisks{tree: recordedObjects(t), faults: map[string]dbus.Error{}}
	export := func(path dbus.ObjectPath, iface string, methods map[string]any) {
		if err := conn.ExportMethodTable(methods, path, iface); err != nil {
			t.Fatal(err)
		}
	}
	export(udisksRoot, "org.freedesktop.DBus.ObjectManager", map[string]any{"GetManagedObjects": f.managed})
	for path := range f.tree {
		export(path, ifaceFilesystem, map[string]any{"Mount": f.mount(path), "Unmount": f.do("unmount", path, f.unmounted)})
		export(path, ifaceEncrypted, map[string]any{"Lock": f.do("lock", path, f.removed)})
		export(path, ifaceDrive, map[string]any{"PowerOff": f.do("power off", path, f.removed), "Eject": f.do("eject", path, nil)})
	}
	if _, err := conn.RequestName(udisksName, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return f
}

// recordedObjects reads a tree; the types are those of the interface's
// documentation.
func recordedObjects(t *testing.T) objects {
	t.Helper()
	raw, err := os.ReadFile("testdata/udisks/laptop.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded map[dbus.ObjectPath]map[string]map[string]any
	if err := json.Unmarshal(raw, &recorded); err != nil {
		t.Fatal(err)
	}
	tree := make(objects)
	for path, ifaces := range recorded {
		tree[path] = make(map[string]map[string]dbus.Variant)
		for iface, properties := range ifaces {
			tree[path][iface] = make(map[string]dbus.Variant)
			for name, value := range properties {
				tree[path][iface][name] = variant(name, value)
			}
		}
	}
	return tree
}

func variant(name string, value any) dbus.Variant {
	switch name {
	case "Device":
		return dbus.MakeVariant(append([]byte(value.(string)), 0))
	case "Drive", "CryptoBackingDevice", "CleartextDevice":
		return dbus.MakeVariant(dbus.ObjectPath(value.(string)))
	case "MountPoints":
		points := [][]byte{}
		for _, p := range value.([]any) {
			points = append(points, append([]byte(p.(string)), 0))
		}
		return dbus.MakeVariant(points)
	default:
		return dbus.MakeVariant(value)
	}
}

func (f *fakeUDisks) managed() (objects, *dbus.Error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	tree := make(objects, len(f.tree)) // it is sent while others change it
	for path, ifaces := range f.tree {
		tree[path] = make(map[string]map[string]dbus.Variant, len(ifaces))
		for iface, properties := range ifaces {
			tree[path][iface] = maps.Clone(properties)
		}
	}
	return tree, nil
}

// with lets a test change the service while it runs.
func (f *fakeUDisks) with(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// begin notes an act, and gives the error that it is to fail with.
func (f *fakeUDisks) begin(what string, path dbus.ObjectPath) *dbus.Error {
	f.mu.Lock()
	hang := f.hang
	f.mu.Unlock()
	if hang != nil {
		<-hang
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.onCall != nil {
		f.onCall(what)
	}
	f.diary = append(f.diary, what+" "+filepath.Base(string(path)))
	if fault, ok := f.faults[what]; ok {
		delete(f.faults, what)
		return &fault
	}
	return nil
}

func (f *fakeUDisks) do(what string, path dbus.ObjectPath, done func(dbus.ObjectPath)) any {
	return func(map[string]dbus.Variant) *dbus.Error {
		if err := f.begin(what, path); err != nil {
			return err
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		if done != nil {
			done(path)
		}
		return nil
	}
}

func (f *fakeUDisks) mount(path dbus.ObjectPath) any {
	return func(map[string]dbus.Variant) (string, *dbus.Error) {
		if err := f.begin("mount", path); err != nil {
			return "", err
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		f.mountAt(path, "/media/kim/new")
		return "/media/kim/new", nil
	}
}

func (f *fakeUDisks) mountAt(path dbus.ObjectPath, points ...any) {
	f.tree[path][ifaceFilesystem]["MountPoints"] = variant("MountPoints", points)
}

// unmounted takes one mount away, as a call does.
func (f *fakeUDisks) unmounted(path dbus.ObjectPath) {
	var left []any
	for _, p := range f.tree.points(path)[1:] {
		left = append(left, p)
	}
	f.mountAt(path, left...)
}

// removed has the objects vanish that are on path.
func (f *fakeUDisks) removed(path dbus.ObjectPath) {
	for other := range f.tree {
		if f.tree.backing(other) == path || f.tree.driveOf(other) == path {
			delete(f.tree, other)
		}
	}
}
