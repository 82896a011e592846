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
	h, err := OpenPortHistory(dir)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHistoryKeepsWhoAnsweredLast(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state") // not there yet
	h, other := openHistory(t, dir), openHistory(t, dir)
	adapter := serial.Port{Path: "/dev/ttyUSB0", USB: &serial.USB{VendorID: "0403", ProductID: "6001", Serial: "A1", Port: "1-2"}}
	fixed := serial.Port{Path: "/dev/ttyS0"}
	host := capability.HostID{Type: "STRING", Value: "SN0042"}
	for _, err := range []error{
		h.Note(adapter, 9600, capability.Identity{Model: "X100"}),
		other.Note(fixed, 0, capability.Identity{Model: "X300"}), // another program, meanwhile
		h.Note(adapter, 115200, capability.Identity{Vendor: "Example", Model: "X200", Serial: "SN0042", Host: host}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	adapter.Path = "/dev/ttyUSB7" // the same adapter in the same socket
	for _, h := range []*PortHistory{h, openHistory(t, dir)} {
		if a, ok := h.At(adapter); !ok || a.Model != "X200" || a.Host != host || a.Baud != 115200 || a.Seen.IsZero() {
			t.Errorf("at the adapter: %+v, %v", a, ok)
		}
		if a, ok := h.At(fixed); !ok || a.Model != "X300" {
			t.Errorf("at the built-in port: %+v, %v", a, ok)
		}
		if a, ok := h.At(serial.Port{Path: "/dev/ttyUSB7"}); ok {
			t.Errorf("at another adapter: %+v", a)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("%v, %v: want %s alone", files, err, historyFile)
	}
}

func TestDamagedHistoryIsForgottenWithAWord(t *testing.T) {
	for name, text := range map[string]string{
		"torn": `[{"port": "/dev/tty`, "endless": strings.Repeat(" ", maxHistory+1), "another form": `{"port": 1}`,
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, historyFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		h, err := OpenPortHistory(dir)
		if !errors.Is(err, ErrHistoryLost) || h == nil {
			t.Fatalf("%s: %v, want %v", name, err, ErrHistoryLost)
		}
		port := serial.Port{Path: "/dev/ttyS0"}
		if err := h.Note(port, 0, capability.Identity{Model: "X200"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if a, ok := openHistory(t, dir).At(port); !ok || a.Model != "X200" {
			t.Errorf("%s: afterwards %+v, %v", name, a, ok)
		}
	}
}

func TestHistoryReadsPlainFilesOnly(t *testing.T) {
	victim := filepath.Join(t.TempDir(), "victim")
	if err := os.WriteFile(victim, []byte(`[{"port": "/dev/ttyS0", "model": "PLANTED"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	testPlanted(t, "link", func(path string) error { return os.Symlink(victim, path) })
	testPlanted(t, "folder", func(path string) error { return os.Mkdir(path, 0o700) })
}

// testPlanted opens a history in whose place lies something else.
func testPlanted(t *testing.T, name string, plant func(path string) error) {
	t.Run(name, func(t *testing.T) {
		dir := t.TempDir()
		if err := plant(filepath.Join(dir, historyFile)); err != nil {
			t.Skip(err)
		}
		h, err := OpenPortHistory(dir)
		if d, known := h.At(serial.Port{Path: "/dev/ttyS0"}); !errors.Is(err, ErrHistoryLost) || known {
			t.Errorf("%v, %+v", err, d)
		}
	})
}

// TestHistoryIsWrittenOnceAConnection: the identity is asked for again and again.
func TestHistoryIsWrittenOnceAConnection(t *testing.T) {
	dir := t.TempDir()
	now := time.Unix(1000, 0)
	h := openHistory(t, dir)
	h.now = func() time.Time { return now }
	port, device := serial.Port{Path: "/dev/ttyS0"}, capability.Identity{Model: "X200", Serial: "SN0042"}
	another := device
	another.Serial = "SN0043"
	var before os.FileInfo
	for i, step := range []struct {
		after   time.Duration
		id      capability.Identity
		baud    int
		written bool
	}{
		{0, device, 9600, true},
		{time.Second, device, 9600, false},
		{seenWithin - 2*time.Second, device, 9600, false},
		{time.Second, device, 9600, true}, // it was seen a minute ago
		{time.Second, another, 9600, true},
		{time.Second, another, 115200, true},
		{-time.Hour, another, 115200, true}, // the clock was put right
	} {
		now = now.Add(step.after)
		if err := h.Note(port, step.baud, step.id); err != nil {
			t.Fatal(err)
		}
		after, err := os.Stat(filepath.Join(dir, historyFile))
		if err != nil {
			t.Fatal(err)
		}
		if written := !os.SameFile(before, after); written != step.written {
			t.Errorf("step %d: written %v", i, written)
		}
		if d, _ := openHistory(t, dir).At(port); d.Serial != step.id.Serial || d.Baud != step.baud {
			t.Errorf("step %d: %+v", i, d)
		}
		before = after
	}
}

func TestHistoryForgetsTheOldest(t *testing.T) {
	h := openHistory(t, t.TempDir())
	port := func(n int) serial.Port { return serial.Port{Path: fmt.Sprintf("/dev/ttyS%d", n)} }
	for n := range maxPorts {
		h.ports = append(h.ports, LastDevice{Port: port(n).Identity(), Seen: time.Unix(int64(n), 0)})
	}
	if err := h.Note(port(maxPorts), 0, capability.Identity{}); err != nil {
		t.Fatal(err)
	}
	_, first := h.At(port(0))
	_, second := h.At(port(1))
	_, last := h.At(port(maxPorts))
	if first || !second || !last || len(h.ports) != maxPorts {
		t.Errorf("%d known; the first %v, the second %v, the last %v", len(h.ports), first, second, last)
	}
}

func TestHistoryThatCanNotBeKept(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	h, _ := OpenPortHistory(file) // a folder that is none
	if err := h.Note(serial.Port{Path: "/dev/ttyS0"}, 0, capability.Identity{}); err == nil {
		t.Error("nothing was kept, and nobody was told")
	}
}

// TestOpenNotesWhoAnsweredAtALink: a link is a port of its own, which stays the
// same when it leads elsewhere.
func TestOpenNotesWhoAnsweredAtALink(t *testing.T) {
	t.Parallel()
	h := openHistory(t, t.TempDir())
	name, _ := plugIn(t, speaks("SN0042"))
	d, err := Open(t.Context(), name, Options{History: h})
	if err != nil {
		t.Fatal(err)
	}
	if d.Identity.Host.String() != "STRING/X200-SN0042" {
		t.Errorf("met %+v", d.Identity)
	}
	if last, ok := h.At(serial.Find(nil, name)); !ok || last.Serial != "SN0042" || last.Baud != serial.DefaultBaud {
		t.Errorf("%+v, %v", last, ok)
	}
	for range 2 {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}
