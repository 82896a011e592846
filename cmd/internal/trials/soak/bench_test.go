package soak

import (
	"context"
	cryptorand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"handback/capability"
	"handback/cmd/internal/trials/harness"
	"handback/device/sim"
	"handback/device/sim/line"
	"handback/device/sim/shell"
	"handback/device/smp"
)

// bench is a device at the end of a line, with a hand at its cable and a
// technician.
type bench struct {
	kind
	number  int
	returns int // that are done here
	seed    uint64

	dir        string
	device     *sim.Device
	did        *harness.Counted // by the device
	line       *line.Line
	virtual    bool // the line is in memory, for virtual time
	access     access
	hand       *hand
	technician *technician
	diary      diary

	stop   context.CancelFunc
	served chan error // what the device ended with
}

func (b *bench) String() string { return fmt.Sprintf("line %d (%s)", b.number, b.name) }

// most is how many licenses a device has; each return takes a unit of one.
const most = 12

// activation is the license of the n-th return.
func (b *bench) activation(n int) capability.ActivationID {
	return capability.ActivationID(fmt.Sprintf("ACT-%03d-%03d", b.number, n%most))
}

// licenses are as many units as there are returns.
func (b *bench) licenses() []capability.License {
	all := []capability.License{}
	for n := range b.returns {
		if n < most {
			all = append(all, capability.License{ActivationID: b.activation(n), Feature: fmt.Sprintf("Feature %d", n), Version: "1.0"})
		}
		all[n%most].Count++
	}
	return all
}

// open builds the device, enrolls it, and plugs it in.
func (b *bench) open(ctx context.Context, w *world) error {
	b.dir = filepath.Join(w.dir, fmt.Sprint(b.number))
	draw := rand.New(rand.NewPCG(b.seed, uint64(b.number)))
	b.params.Seed = draw.Uint64()
	b.technician = newTechnician(b, w, draw.Uint64())
	if err := os.MkdirAll(b.technician.stick, 0o755); err != nil {
		return err
	}
	if err := b.build(ctx, w); err != nil {
		return err
	}
	b.line = line.New(b.params)
	b.access = newTerminal(filepath.Join(b.dir, "port"), b.line)
	if b.virtual {
		b.access = direct{b.String(), b.line}
	}
	ctx, b.stop = context.WithCancel(ctx)
	b.served = make(chan error, 1)
	go func() { b.served <- b.serve(ctx, b.line.B()) }()
	b.hand = newHand(b, draw.Uint64())
	if err := b.hand.start(ctx); err != nil {
		return errors.Join(err, b.close())
	}
	return nil
}

func (b *bench) build(ctx context.Context, w *world) error {
	portal, err := w.office.PublicKey()
	if err != nil {
		return err
	}
	d, err := sim.Open(filepath.Join(b.dir, "device"), sim.Options{
		Factory: sim.Factory{Serial: fmt.Sprintf("SN%04d", b.number), Licenses: b.licenses()},
		Portal:  portal, Now: time.Now, Random: cryptorand.Reader,
	})
	if err != nil {
		return err
	}
	b.device, b.did = d, &harness.Counted{Station: d}
	enrollment, err := d.Enrollment()
	if err == nil {
		_, err = w.office.Enroll(ctx, enrollment)
	}
	if err != nil {
		return errors.Join(err, d.Close())
	}
	return nil
}

// What opens the shell.
const user, password = "service", "a secret"

// serve is the device, until ctx ends. It notices nothing of what happens to
// the cable.
func (b *bench) serve(ctx context.Context, end *line.End) error {
	var err error
	if b.face == commandLine {
		err = shell.Serve(ctx, end, b.did, shell.Options{User: user, Password: password})
	} else {
		err = smp.Serve(ctx, end, b.did, smp.ServerOptions{Fast: b.face == cobsFrames})
	}
	if ctx.Err() == nil {
		err = errors.Join(err, errors.New("the device ended"))
	}
	return err
}

func (b *bench) close() error {
	err := b.technician.hangUp()
	err = errors.Join(err, b.hand.end())
	b.stop()
	return errors.Join(err, <-b.served, b.device.Close())
}
