package sim

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/message"
)

// Options are what a device needs besides its directory.
type Options struct {
	Factory // used at the first start; later a serial or model given must agree

	Portal ed25519.PublicKey // whose responses it loads; nil: nobody's
	Faults Faults
	Now    func() time.Time // the device's clock
	Random io.Reader        // for keys and request IDs, as crypto/rand.Reader
}

// ErrOtherDevice says that a directory holds a device of another serial number
// or model.
var ErrOtherDevice = errors.New("this directory holds another device")

// Device is a vault on disk that acts as the station behind a serial line. It
// may be used from several goroutines.
type Device struct {
	storage *storage
	options Options

	mu      sync.Mutex
	vault   Vault
	upload  []byte                 // the response that was written last
	refused capability.RefusalCode // of the last command
	task    *task                  // a request that is being made
}

// Open starts the device of a directory. The first time it is built there.
// Storage that was changed from outside is an [ErrTampered].
func Open(dir string, o Options) (*Device, error) { return open(dir, o, disk{}) }

func open(dir string, o Options, m medium) (*Device, error) {
	s, err := openStorage(dir, m)
	if err != nil {
		return nil, err
	}
	v, err := start(s, o)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	v.Portal = o.Portal
	return &Device{storage: s, options: o, vault: v}, nil
}

func start(s *storage, o Options) (Vault, error) {
	v, found, err := s.load()
	if err != nil {
		return Vault{}, err
	}
	if !found {
		if v, err = o.Build(o.Random); err != nil {
			return Vault{}, err
		}
		if err := s.create(v); err != nil {
			return Vault{}, err
		}
	}
	if o.Serial != "" && o.Serial != v.Device.Serial || o.Model != "" && o.Model != v.Device.Model {
		return Vault{}, fmt.Errorf("%w: %s %s", ErrOtherDevice, v.Device.Model, v.Device.Serial)
	}
	enrollment, err := v.Enrollment()
	if err != nil {
		return Vault{}, err
	}
	return v, s.introduce(enrollment)
}

// Vault is a snapshot of what the device holds.
func (d *Device) Vault() Vault {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.vault
}

// Enrollment is what the back office must know of the device. The file
// [EnrollmentFile] in its directory holds that of the first start.
func (d *Device) Enrollment() (message.Enrollment, error) { return d.Vault().Enrollment() }

// EnrollmentPath is where the enrollment file lies.
func (d *Device) EnrollmentPath() string { return filepath.Join(d.storage.dir, EnrollmentFile) }

// Close gives the directory free.
func (d *Device) Close() error { return d.storage.close() }

// commit makes next the vault, first on disk. The caller holds mu.
func (d *Device) commit(next Vault) error {
	err := d.storage.save(next)
	if errors.Is(err, errNotStored) {
		return refuse(capability.StorageFull, err.Error())
	}
	d.vault = next
	return err
}
