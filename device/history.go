package device

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"handback/capability"
	"handback/device/serial"
)

const (
	memoryFile = "ports.json"
	maxMemory  = 256 << 10 // bytes of the file
	maxKnown   = 256       // ports; who was met longest ago is forgotten first
)

// ErrHistoryLost says that who answered at which port was not kept well, and is
// forgotten. Nothing else is lost.
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

// PortHistory keeps who answered at which port last, in a file of the state folder.
// It may be used by several goroutines. Of two programs that write it at the
// same moment one is heard: it is a convenience.
type PortHistory struct {
	dir string
	now func() time.Time

	mu    sync.Mutex
	known []LastDevice
}

// OpenPortHistory reads what is kept in the state folder dir, which need not be
// there yet. With [ErrHistoryLost] the memory is empty and works.
func OpenPortHistory(dir string) (*PortHistory, error) {
	m := &PortHistory{dir: dir, now: time.Now}
	known, err := m.read()
	if err != nil {
		return m, fmt.Errorf("%w: %w", ErrHistoryLost, err)
	}
	m.known = known
	return m, nil
}

// read reads the file. A link in its place is not followed, and a pipe would be
// waited for.
func (m *PortHistory) read() ([]LastDevice, error) {
	name := filepath.Join(m.dir, memoryFile)
	there, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil && !there.Mode().IsRegular() {
		err = fmt.Errorf("%s is a link or no plain file", name)
	}
	if err != nil {
		return nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxMemory+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxMemory {
		return nil, fmt.Errorf("%s has more than %d bytes", name, maxMemory)
	}
	var known []LastDevice
	if err := json.Unmarshal(data, &known); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return known, nil
}

// At is who answered at a port last.
func (m *PortHistory) At(p serial.Port) (LastDevice, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := m.index(memorable(p))
	if i < 0 {
		return LastDevice{}, false
	}
	return m.known[i], true
}

// memorable is the identity of a port, which for one that is known by its path
// alone doesn't depend on the folder from which it was named.
func memorable(p serial.Port) string {
	if p.USB == nil {
		p = serial.Find(nil, p.Path)
	}
	return p.Identity()
}

func (m *PortHistory) index(identity string) int {
	return slices.IndexFunc(m.known, func(a LastDevice) bool { return a.Port == identity })
}

// Note keeps that a device answered at a port, at a rate in bits a second.
func (m *PortHistory) Note(p serial.Port, baud int, d capability.Identity) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now, err := m.read(); err == nil && now != nil {
		m.known = now // with what another program noted meanwhile
	}
	if i := m.index(memorable(p)); i >= 0 {
		m.known = slices.Delete(m.known, i, i+1)
	}
	m.known = append(m.known, LastDevice{
		Port: memorable(p), Vendor: d.Vendor, Model: d.Model, Serial: d.Serial, Host: d.Host,
		Baud: baud, Seen: m.now().UTC().Truncate(time.Second),
	})
	slices.SortStableFunc(m.known, func(a, b LastDevice) int { return a.Seen.Compare(b.Seen) })
	m.known = m.known[max(0, len(m.known)-maxKnown):]
	return m.write()
}

// write replaces the file, so that a power cut leaves the old or the new one.
func (m *PortHistory) write() error {
	data, err := json.MarshalIndent(m.known, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(m.dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(m.dir, memoryFile+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(m.dir, memoryFile))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
