package soak

import (
	"context"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/device"
	"handback/device/console"
	"handback/device/console/profile"
)

// Device implements [desk.Supply].
func (t *technician) Device(ctx context.Context) (capability.Device, error) {
	if t.device != nil {
		return t.device, nil
	}
	o := device.Options{Traffic: &t.traffic, ReconnectTimeout: time.Minute, Waiting: func(w device.Wait) {
		if w.Back {
			t.redials.Add(1)
		}
		t.bench.diary.note("waiting for the port, back: %t", w.Back)
	}}
	if t.bench.face == commandLine {
		p, err := profile.Builtin("handback-sim")
		if err != nil {
			return nil, err
		}
		o.Profile, o.Ask = p, answer
	}
	d, err := t.bench.access.open(ctx, o)
	if err != nil {
		return nil, err
	}
	t.device = d
	t.opened++
	t.bench.diary.note("opened")
	return d, nil
}

// answer is what a person types in who is asked to log in.
func answer(_ context.Context, q console.Question) (string, error) {
	if q.About == console.UserName {
		return user, nil
	}
	return password, nil
}

// Stick implements [desk.Supply].
func (t *technician) Stick(context.Context) (desk.Stick, error) { return media.Open(t.stick) }

func (t *technician) hangUp() error {
	if t.device == nil {
		return nil
	}
	d := t.device
	t.device = nil
	t.bench.diary.note("closed")
	return d.Close()
}
