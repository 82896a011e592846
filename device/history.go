package device

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/plainfile"
	"handback/device/serial"
)

const (
	historyFile = "ports.json"
	maxHistory  = 256 << 10 // bytes of the file
	maxPorts    = 256       // the one that answered longest ago is forgotten first

	// seenWithin is how far LastDevice.Seen may lag behind. A script connects
	// again for each command: the file is written and synced at the first.
	seenWithin = time.Minute
)

// ErrHistoryLost says that the file of a port history can't be read, and that
// the history begins again. Nothing else is lost.
var ErrHistoryLost = errors.New("which device answered at which port is forgotten")

// LastDevice is the device that answered at a port last. Its texts are
// untrusted.
type LastDevice struct {
	Port   string            `json:"port"` // its Identity
	Vendor string            `json:"vendor"`
	Model  string            `json:"model"`
	Serial string            `json:"serial"`
	Host   capability.HostID `json:"host"`
	Baud   int               `json:"baud,omitempty"` // bits a second; 0: the default
	Seen   time.Time         `json:"seen"`
}

// PortHistory keeps which device answered at which port last, in a file of the
// state folder. It may be used by several goroutines. When two programs write it
// at the same moment, what one of them wrote is lost: it is a convenience.
type PortHistory struct {
	dir string
	now func() time.Time

	mu    sync.Mutex
	ports []LastDevice // the one seen longest ago first
}

// OpenPortHistory reads the history in the state folder dir, which need not be
// there yet. With [ErrHistoryLost] the history is empty and works.
func OpenPortHistory(dir string) (*PortHistory, error) {
	h := &PortHistory{dir: dir, now: time.Now}
	ports, err := h.read()
	if err != nil {
		return h, fmt.Errorf("%w: %w", ErrHistoryLost, err)
	}
	h.ports = ports
	return h, nil
}

// read reads the file. It follows no link in its place and waits for no pipe.
func (h *PortHistory) read() ([]LastDevice, error) {
	name := filepath.Join(h.dir, historyFile)
	there, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	other := fmt.Errorf("%s is a link or no plain file", name)
	if err == nil && !there.Mode().IsRegular() {
		err = other
	}
	if err != nil {
		return nil, err
	}
	data, err := plainfile.Read(name, maxHistory+1, other)
	if err != nil {
		return nil, err
	}
	if len(data) > maxHistory {
		return nil, fmt.Errorf("%s has more than %d bytes", name, maxHistory)
	}
	var ports []LastDevice
	if err := json.Unmarshal(data, &ports); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return ports, nil
}

// At is the device that answered at a port last.
func (h *PortHistory) At(p serial.Port) (LastDevice, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if i := h.index(recordedAs(p)); i >= 0 {
		return h.ports[i], true
	}
	return LastDevice{}, false
}

// recordedAs is the identity of a port. For a port that is known by its path
// alone it doesn't depend on the folder from which the port was named.
func recordedAs(p serial.Port) string {
	if p.USB == nil {
		p = serial.Find(nil, p.Path)
	}
	return p.Identity()
}

func (h *PortHistory) index(identity string) int {
	return slices.IndexFunc(h.ports, func(d LastDevice) bool { return d.Port == identity })
}

// Note keeps that a device answered at a port, at a rate in bits a second. That
// the same device answers again within a minute isn't written down.
func (h *PortHistory) Note(p serial.Port, baud int, id capability.Identity) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ports, err := h.read(); err == nil && ports != nil {
		h.ports = ports // with what another program noted meanwhile
	}
	d := LastDevice{
		Port: recordedAs(p), Vendor: id.Vendor, Model: id.Model, Serial: id.Serial, Host: id.Host,
		Baud: baud, Seen: h.now().UTC().Truncate(time.Second),
	}
	if i := h.index(d.Port); i >= 0 {
		before := h.ports[i]
		since := d.Seen.Sub(before.Seen)
		before.Seen = d.Seen
		if before == d && since >= 0 && since < seenWithin {
			return nil
		}
		h.ports = slices.Delete(h.ports, i, i+1)
	}
	h.ports = append(h.ports, d)
	slices.SortStableFunc(h.ports, func(a, b LastDevice) int { return a.Seen.Compare(b.Seen) })
	h.ports = h.ports[max(0, len(h.ports)-maxPorts):]
	return h.write()
}

// write replaces the file, so that a power cut leaves the old or the new one.
func (h *PortHistory) write() error {
	data, err := json.MarshalIndent(h.ports, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(h.dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(h.dir, historyFile+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(h.dir, historyFile))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// All are the devices that answered, each with its port, the one seen last first.
func (h *PortHistory) All() []LastDevice {
	h.mu.Lock()
	defer h.mu.Unlock()
	all := slices.Clone(h.ports)
	slices.Reverse(all)
	return all
}
