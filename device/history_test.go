package device

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device/serial"
)

func openHistory(t *testing.T, dir string) *PortHistory {
	t.Helper()
	m, err := OpenPortHistory(dir)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestHistoryKeepsWhoAnsweredLast(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state") // not there yet
	m, other := openHistory(t, dir), openHistory(t, dir)
	adapter := serial.Port{Path: "/dev/ttyUSB0", USB: &serial.USB{VendorID: "0403", ProductID: "6001", Serial: "A1", Place: "1-2"}}
	fixed := serial.Port{Path: "/dev/ttyS0"}
	host := capability.HostID{Type: "STRING", Value: "SN0042"}
	for _, err := range []error{
		m.Note(adapter, 9600, capability.Identity{Model: "X100"}),
		other.Note(fixed, 0, capability.Identity{Model: "X300"}), // another program, meanwhile
		m.Note(adapter, 115200, capability.Identity{Vendor: "Example", Model: "X200", Serial: "SN0042", Host: host}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	adapter.Path = "/dev/ttyUSB7" // the same adapter in the same socket
	for _, m := range []*PortHistory{m, openHistory(t, dir)} {
		if a, ok := m.At(adapter); !ok || a.Model != "X200" || a.Host != host || a.Baud != 115200 || a.Seen.IsZero() {
			t.Errorf("at the adapter: %+v, %v", a, ok)
		}
		if a, ok := m.At(fixed); !ok || a.Model != "X300" {
			t.Errorf("at the built-in port: %+v, %v", a, ok)
		}
		if a, ok := m.At(serial.Port{Path: "/dev/ttyUSB7"}); ok {
			t.Errorf("at another adapter: %+v", a)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("%v, %v: want %s alone", files, err, memoryFile)
	}
}

func TestDamagedHistoryIsForgottenWithAWord(t *testing.T) {
	for name, text := range map[string]string{
		"torn": `[{"port": "/dev/tty`, "endless": strings.Repeat(" ", maxMemory+1), "another form": `{"port": 1}`,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, memoryFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		m, err := OpenPortHistory(dir)
		if !errors.Is(err, ErrHistoryLost) || m == nil {
			t.Fatalf("%s: %v, want %v", name, err, ErrHistoryLost)
		}
		port := serial.Port{Path: "/dev/ttyS0"}
		if err := m.Note(port, 0, capability.Identity{Model: "X200"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if a, ok := openHistory(t, dir).At(port); !ok || a.Model != "X200" {
			t.Errorf("%s: afterwards %+v, %v", name, a, ok)
		}
	}
}

// A link is not followed, and a pipe is not waited for.
func TestHistoryReadsPlainFilesOnly(t *testing.T) {
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte(`[{"port": "/dev/ttyS0", "model": "PLANTED"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, plant := range map[string]func(path string) error{
		"link":   func(path string) error { return os.Symlink(victim, path) },
		"folder": func(path string) error { return os.Mkdir(path, 0o700) },
		"pipe":   makePipe,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := plant(filepath.Join(dir, memoryFile)); err != nil {
				t.Skip(err)
			}
			m, err := OpenPortHistory(dir)
			if a, known := m.At(serial.Port{Path: "/dev/ttyS0"}); !errors.Is(err, ErrHistoryLost) || known {
				t.Errorf("%v, %+v", err, a)
			}
		})
	}
}

func TestHistoryForgetsTheOldest(t *testing.T) {
	m := openHistory(t, t.TempDir())
	port := func(n int) serial.Port { return serial.Port{Path: fmt.Sprintf("/dev/ttyS%d", n)} }
	for n := range maxKnown {
		m.known = append(m.known, LastDevice{Port: port(n).Identity(), Seen: time.Unix(int64(n), 0)})
	}
	if err := m.Note(port(maxKnown), 0, capability.Identity{}); err != nil {
		t.Fatal(err)
	}
	_, first := m.At(port(0))
	_, second := m.At(port(1))
	_, last := m.At(port(maxKnown))
	if first || !second || !last || len(m.known) != maxKnown {
		t.Errorf("%d known; the first %v, the second %v, the last %v", len(m.known), first, second, last)
	}
}

func TestHistoryThatCanNotBeKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m, _ := OpenPortHistory(file) // a folder that is none
	if err := m.Note(serial.Port{Path: "/dev/ttyS0"}, 0, capability.Identity{}); err == nil {
		t.Error("nothing was kept, and nobody was told")
	}
}
