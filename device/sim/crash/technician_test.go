package crash

import (
	"context"
	"crypto/rand"
	"errors"
	"path/filepath"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device"
)

// technician is the program with which a return is done, from the first look at
// the device to the credit. A new one goes on where another was killed.
type technician struct {
	dir    string // of the world
	way    capability.Way
	trace  func(point string)
	portal func() error // what is on the stick goes to the portal and back

	desk   *desk.Desk
	device capability.Device
}

func (t *technician) work(ctx context.Context) (err error) {
	l, err := ledger.Open(filepath.Join(t.dir, stateDir), ledger.Options{Trace: t.trace})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	t.desk = desk.New(desk.Options{Ledger: l, Operator: "technician", Now: time.Now, Random: rand.Reader})
	defer func() { err = errors.Join(err, t.hangUp()) }()
	id, err := t.begin(ctx)
	if err != nil {
		return err
	}
	for {
		_, err := t.desk.Advance(ctx, id, t, nil, func(desk.Done) {})
		var missing *desk.Missing
		if !errors.As(err, &missing) || missing.Need != capability.NeedsPortal {
			return err
		}
		if err := t.portal(); err != nil {
			return err
		}
	}
}

// begin finds the return, or opens it.
func (t *technician) begin(ctx context.Context) (capability.ReturnID, error) {
	all, err := t.desk.List(ctx)
	if err != nil {
		return "", err
	}
	if len(all) > 0 {
		return all[0].ID, nil
	}
	dev, err := t.Device(ctx)
	if err != nil {
		return "", err
	}
	if t.way == capability.FromPortal {
		stick, err := t.Stick(ctx)
		if err != nil {
			return "", err
		}
		done, err := t.desk.Adopt(ctx, desk.Means{Device: dev, Stick: stick}, nil)
		return done.Return.ID, err
	}
	reading, err := t.desk.Read(ctx, dev, nil)
	if err != nil {
		return "", err
	}
	r, err := t.desk.Start(ctx, reading, ordered(), "device replaced")
	return r.ID, err
}

// Device implements [desk.Supply].
func (t *technician) Device(ctx context.Context) (capability.Device, error) {
	if t.device != nil {
		return t.device, nil
	}
	dev, err := device.Open(ctx, filepath.Join(t.dir, portLink), device.Options{})
	if err == nil {
		t.device = traced{dev, t.trace}
	}
	return t.device, err
}

// Stick implements [desk.Supply].
func (t *technician) Stick(context.Context) (desk.Stick, error) {
	stick, err := media.Open(filepath.Join(t.dir, stickDir))
	if err != nil {
		return nil, err
	}
	return stick.Traced(t.trace), nil
}

func (t *technician) hangUp() error {
	if t.device == nil {
		return nil
	}
	return t.device.Close()
}
