package sim

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"

	"handback/capability"
	"handback/device/smp"
)

// Device is what an SMP server needs.
var _ smp.Station = (*Device)(nil)

// Identify implements [smp.Station].
func (d *Device) Identify(context.Context) (capability.Identity, error) {
	id := d.Vault().Identity(d.options.Now())
	if d.options.Faults.Ugly {
		id = uglyIdentity(id)
	}
	if d.options.Faults.NoKeys {
		id.Keys = nil
	}
	return id, nil
}

// Licenses implements [smp.Station].
func (d *Device) Licenses(context.Context) ([]capability.License, error) {
	all := d.Vault().Licenses
	if d.options.Faults.Ugly {
		all = uglyLicenses(all)
	}
	return all, nil
}

// Load implements [smp.Station].
func (d *Device) Load(_ context.Context, name string, size int64, sha capability.Digest) (capability.Mark, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	mark, err := d.load(name, size, sha)
	d.refused = codeOf(err)
	return mark, err
}

func (d *Device) load(name string, size int64, sha capability.Digest) (capability.Mark, error) {
	if d.task != nil {
		return capability.Mark{}, refuse(capability.Busy, "a request is being made")
	}
	if name != smp.ResponseFile || d.upload == nil {
		return capability.Mark{}, refuse(capability.FileDamaged, "there is no such file")
	}
	if int64(len(d.upload)) != size || capability.DigestOf(d.upload) != sha {
		return capability.Mark{}, refuse(capability.FileDamaged, "the file is not the one that was meant")
	}
	next, mark, err := d.vault.Load(d.options.Now(), d.upload)
	if err != nil {
		return capability.Mark{}, err
	}
	return mark, d.commit(next)
}

// ReadFile implements [smp.Station].
func (d *Device) ReadFile(_ context.Context, name string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case name == smp.RequestFile && len(d.vault.Request) > 0:
		return bytes.Clone(d.vault.Request), nil
	case name == smp.ResponseFile && d.upload != nil:
		return bytes.Clone(d.upload), nil
	default:
		return nil, fmt.Errorf("%q: %w", name, fs.ErrNotExist)
	}
}

// WriteFile implements [smp.Station]. The file is gone after a restart.
func (d *Device) WriteFile(_ context.Context, name string, data []byte) error {
	if name != smp.ResponseFile {
		return fmt.Errorf("%q: %w", name, fs.ErrPermission)
	}
	if len(data) > smp.MaxFile {
		return refuse(capability.StorageFull, fmt.Sprintf("a file of %d bytes", len(data)))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.upload = append([]byte{}, data...)
	return nil
}

func codeOf(err error) capability.RefusalCode {
	if refusal := new(capability.Refusal); errors.As(err, &refusal) {
		return refusal.Code
	}
	if err != nil {
		return capability.Unknown
	}
	return 0
}
