// Package sim is a whole simulated device: it holds licenses in trusted
// storage, makes and loads sealed messages by the rules that a real device
// follows, and can be reached over a pseudo terminal or any other line.
//
// The rules are in [Vault], a plain value without disk, line or clock. [Device]
// is a vault on disk behind a serial line; [Cable] is the line as a terminal
// that can be pulled; [Faults] is what can go wrong with all of it.
package sim

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/device/station"
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
	upload  []byte                 // the response that was written last; gone after a restart
	refused capability.RefusalCode // of the last command
	task    *task                  // a request that is being made
}

// task is a request that is being made while the device answers "busy". A
// restart loses it, as it would on a real device.
type task struct {
	next         Vault // what the device holds when it is done
	asked, after int   // status commands so far, and until it is done
}

// Device is what an SMP server needs.
var _ station.Station = (*Device)(nil)

// Open starts the device of a directory. The first time it is built there.
// Storage that was changed from outside is an [ErrTampered].
func Open(dir string, o Options) (*Device, error) { return open(dir, o, disk{}) }

func open(dir string, o Options, f fileSystem) (*Device, error) {
	s, err := openStorage(dir, f)
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
	return v, s.enroll(enrollment)
}

// Close frees the directory.
func (d *Device) Close() error { return d.storage.close() }

// Vault is a snapshot of what the device holds.
func (d *Device) Vault() Vault {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.vault
}

// Enrollment is what the back office must know about the device. The file
// [EnrollmentFile] in its directory holds that of the first start.
func (d *Device) Enrollment() (message.Enrollment, error) { return d.Vault().Enrollment() }

// EnrollmentPath is where the enrollment file is.
func (d *Device) EnrollmentPath() string { return filepath.Join(d.storage.dir, EnrollmentFile) }

// Identify implements [station.Station].
func (d *Device) Identify(context.Context) (capability.Identity, error) {
	id := d.Vault().Identity(d.options.Now())
	if d.options.Faults.Ugly {
		id.Vendor, id.Model = uglyName(id.Vendor), uglyName(id.Model)
	}
	if d.options.Faults.NoKeys {
		id.Keys = nil
	}
	return id, nil
}

// Licenses implements [station.Station].
func (d *Device) Licenses(context.Context) ([]capability.License, error) {
	all := d.Vault().Licenses
	if d.options.Faults.Ugly {
		all = slices.Clone(all)
		for i := range all {
			all[i].Feature = uglyName(all[i].Feature)
		}
	}
	return all, nil
}

// Make implements [station.Station]. With Faults.Busy it only begins.
func (d *Device) Make(_ context.Context, lines []capability.Line) (made capability.Made, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer func() { d.refused = codeOf(err) }()
	if d.task != nil {
		return capability.Made{}, station.Refuse(capability.Busy, "a request is being made")
	}
	next, made, err := d.vault.Make(d.options.Now(), d.options.Random, lines)
	if err != nil {
		return capability.Made{}, err
	}
	if d.options.Faults.Same && d.vault.saysTheSame(next) {
		next, made = d.vault, *d.vault.Made()
	}
	if after := d.options.Faults.Busy; after > 0 {
		d.task = &task{next: next, after: after}
		return capability.Made{}, station.Refuse(capability.Busy, "the request is being made")
	}
	if err := d.commit(next); err != nil {
		return capability.Made{}, err
	}
	return made, nil
}

// Status implements [station.Station].
func (d *Device) Status(context.Context) (station.Status, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.task != nil {
		d.task.asked++
		if d.task.asked < d.task.after {
			return station.Status{
				State: station.StateBusy, Progress: 100 * d.task.asked / d.task.after, Made: d.vault.Made(),
			}, nil
		}
		err := d.commit(d.task.next)
		d.task, d.refused = nil, codeOf(err)
	}
	return station.Status{State: station.StateIdle, Progress: 100, Error: d.refused, Made: d.vault.Made()}, nil
}

// Load implements [station.Station].
func (d *Device) Load(_ context.Context, name string, size int64, sha capability.Digest) (mark capability.Mark, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	defer func() { d.refused = codeOf(err) }()
	switch {
	case d.task != nil:
		return capability.Mark{}, station.Refuse(capability.Busy, "a request is being made")
	case name != station.ResponseFile || d.upload == nil:
		return capability.Mark{}, station.Refuse(capability.FileDamaged, "there is no such file")
	case int64(len(d.upload)) != size || capability.DigestOf(d.upload) != sha:
		return capability.Mark{}, station.Refuse(capability.FileDamaged, "the file is not the one that was meant")
	}
	next, mark, err := d.vault.Load(d.options.Now(), d.upload)
	if err != nil {
		return capability.Mark{}, err
	}
	return mark, d.commit(next)
}

// commit makes next the vault, first on disk. The caller holds mu.
func (d *Device) commit(next Vault) error {
	err := d.storage.save(next)
	if errors.Is(err, errNotStored) {
		return station.Refuse(capability.StorageFull, "%v", err)
	}
	d.vault = next
	return err
}

// codeOf is the code of a refusal, Unknown for any other error, 0 for none.
func codeOf(err error) capability.RefusalCode {
	if refusal, ok := errors.AsType[*capability.Refusal](err); ok {
		return refusal.Code
	}
	if err != nil {
		return capability.Unknown
	}
	return 0
}

// ReadFile implements [station.Station].
func (d *Device) ReadFile(_ context.Context, name string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case name == station.RequestFile && len(d.vault.Request) > 0:
		return bytes.Clone(d.vault.Request), nil
	case name == station.ResponseFile && d.upload != nil:
		return bytes.Clone(d.upload), nil
	default:
		return nil, fmt.Errorf("%q: %w", name, fs.ErrNotExist)
	}
}

// WriteFile implements [station.Station]. Only a response can be written.
func (d *Device) WriteFile(_ context.Context, name string, data []byte) error {
	if name != station.ResponseFile {
		return fmt.Errorf("%q: %w", name, fs.ErrPermission)
	}
	if len(data) > station.MaxFile {
		return station.Refuse(capability.StorageFull, "a file of %d bytes", len(data))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.upload = append([]byte{}, data...)
	return nil
}
