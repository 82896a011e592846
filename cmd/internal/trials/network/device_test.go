package network

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"handback/capability"
	"handback/device/sim"
)

// device is the real vault at a perfect cable; it implements [capability.Device].
type device struct {
	vault sim.Vault
	loads int
}

func (d *device) Identify(context.Context) (capability.Identity, error) {
	return d.vault.Identity(time.Now()), nil
}

func (d *device) Licenses(context.Context, capability.Report) ([]capability.License, error) {
	return d.vault.Licenses, nil
}

func (d *device) MakeRequest(_ context.Context, lines []capability.Line, _ capability.Report) (made capability.Made, err error) {
	d.vault, made, err = d.vault.Make(time.Now(), rand.Reader, lines)
	return made, err
}

func (d *device) LastMade(context.Context) (*capability.Made, error) { return d.vault.Made(), nil }

func (d *device) Fetch(_ context.Context, made capability.Made, _ capability.Report) ([]byte, error) {
	if capability.DigestOf(d.vault.Request) != made.SHA256 {
		return nil, fmt.Errorf("%s is not there any more", made.Name)
	}
	return d.vault.Request, nil
}

func (d *device) LoadResponse(_ context.Context, data []byte, _ capability.Report) (capability.Mark, error) {
	next, mark, err := d.vault.Load(time.Now(), data)
	if err == nil {
		d.vault, d.loads = next, d.loads+1
	}
	return mark, err
}

func (d *device) Close() error { return nil }
