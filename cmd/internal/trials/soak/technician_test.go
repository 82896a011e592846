package soak

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/cmd/internal/trials/harness"
	"handback/device"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/serial"
	"handback/device/smp"
	"handback/device/traffic"
)

// technician does the returns of a line, one after the other. It implements
// [desk.Supply].
type technician struct {
	on    *deviceLine
	trial *trial
	desk  *desk.Desk
	rand  *mathrand.Rand
	stick string // the folder that is one

	device  capability.Device // nil: not open
	traffic traffic.Counter
	redials atomic.Int64
	opened  int            // how often the port was
	again   map[string]int // what was tried once more, by the error's kind
	took    []time.Duration
	mark    capability.Mark // of the response that was loaded last
}

func newTechnician(l *deviceLine, tr *trial, seed uint64) *technician {
	return &technician{
		on: l, trial: tr, rand: mathrand.New(mathrand.NewPCG(seed, 0)), stick: filepath.Join(l.dir, "stick"),
		desk:  desk.New(desk.Options{Ledger: tr.ledger, Operator: "technician", Now: time.Now, Random: rand.Reader, PortalKeys: tr.keys}),
		again: make(map[string]int),
	}
}

// work does all returns, in turn started on the device and in the portal.
func (t *technician) work(ctx context.Context) error {
	for n := range t.on.returns {
		start := time.Now()
		if n%5 == 0 {
			if err := t.emptyStick(); err != nil {
				return err
			}
		}
		way := capability.FromDevice
		if n%2 == 1 {
			way = capability.FromPortal
		}
		t.on.events.note("return %d of %d, started by the %s", n+1, t.on.returns, way)
		if err := t.giveBack(ctx, way, t.on.activation(n)); err != nil {
			return fmt.Errorf("return %d of %d, started by the %s: %w", n+1, t.on.returns, way, err)
		}
		t.took = append(t.took, time.Since(start))
		t.trial.closed()
	}
	return t.hangUp()
}

// emptyStick ends the time in which old files lie about.
func (t *technician) emptyStick() error {
	return errors.Join(os.RemoveAll(t.stick), os.Mkdir(t.stick, 0o755))
}

// giveBack does a return of one unit, to the end.
func (t *technician) giveBack(ctx context.Context, way capability.Way, id capability.ActivationID) error {
	if way == capability.FromPortal {
		issued, err := t.trial.office.Remove(ctx, t.on.device.Vault().Device.Host, id, 1)
		if err != nil {
			return err
		}
		if _, err := issued.Save(t.stick); err != nil {
			return err
		}
	}
	var r capability.ReturnID
	err := t.retry(ctx, func() (err error) {
		r, err = t.begin(ctx, way, id)
		return err
	})
	if err != nil {
		return fmt.Errorf("to begin: %w", err)
	}
	if err := t.finish(ctx, r); err != nil {
		return fmt.Errorf("%s: %w", r, err)
	}
	if t.rand.IntN(3) > 0 { // else the next one finds the port open
		return t.hangUp()
	}
	return nil
}

// finish does act after act until the portal has credited the unit.
func (t *technician) finish(ctx context.Context, id capability.ReturnID) error {
	for {
		err := t.retry(ctx, func() error {
			_, err := t.desk.Advance(ctx, id, t, nil, func(d desk.Done) { t.on.events.note("did %s", d.Act.Kind) })
			return err
		})
		var missing *desk.Missing
		if !errors.As(err, &missing) || missing.Need != capability.NeedsPortal {
			return errors.Join(err, t.checkReturn(ctx, id))
		}
		if err := harness.Answer(ctx, t.trial.office, t.stick); err != nil {
			return err
		}
	}
}

func (t *technician) begin(ctx context.Context, way capability.Way, id capability.ActivationID) (capability.ReturnID, error) {
	dev, err := t.Device(ctx)
	if err != nil {
		return "", err
	}
	if way == capability.FromPortal {
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
	remain := capability.CountOf(reading.Licenses, id) - 1
	order := capability.Order{Lines: []capability.Line{{ActivationID: id, Count: remain}}}
	r, err := t.desk.Start(ctx, reading, order, "device replaced", nil)
	return r.ID, err
}

// Device implements [desk.Supply].
func (t *technician) Device(ctx context.Context) (capability.Device, error) {
	if t.device != nil {
		return t.device, nil
	}
	o := device.Options{Traffic: &t.traffic, ReconnectTimeout: time.Minute, Waiting: func(w device.Wait) {
		if w.Back {
			t.redials.Add(1)
		}
		t.on.events.note("waiting for the port, back: %t", w.Back)
	}}
	if t.on.face == commandLine {
		p, err := profile.Builtin("handback-sim")
		if err != nil {
			return nil, err
		}
		o.Profile, o.Ask = p, answer
	}
	d, err := t.on.access.open(ctx, o)
	if err != nil {
		return nil, err
	}
	t.device = d
	t.opened++
	t.on.events.note("opened")
	return d, nil
}

// answer is what a person types to log in.
func answer(_ context.Context, q console.Question) (string, error) {
	if q.About == console.UserName {
		return user, nil
	}
	return password, nil
}

// Stick implements [desk.Supply].
func (t *technician) Stick(context.Context) (desk.Stick, error) { return media.Open(t.stick) }

// Portal implements [desk.Supply]: no program reaches it.
func (*technician) Portal(context.Context, capability.Identity) (*portal.Exchanger, error) {
	return nil, nil
}

// Again implements [desk.Supply].
func (*technician) Again() bool { return false }

func (t *technician) hangUp() error {
	if t.device == nil {
		return nil
	}
	d := t.device
	t.device = nil
	t.on.events.note("closed")
	return d.Close()
}

const (
	tries      = 1000                   // how often a person tries again
	retryAfter = 300 * time.Millisecond // between two of them
)

// retry tries again after what can go wrong on a line, with the port opened
// again, as a person would.
func (t *technician) retry(ctx context.Context, do func() error) error {
	for left := tries; ; left-- {
		err := do()
		why := ofLine(err)
		if why == nil || left == 0 || ctx.Err() != nil {
			return err
		}
		t.again[why.Error()]++
		t.on.events.note("once more after: %v", err)
		if err := t.hangUp(); err != nil {
			return fmt.Errorf("closing after an error: %w", err)
		}
		if err := pause(ctx, retryAfter); err != nil {
			return err
		}
	}
}

// ofLine is the error that a bad line may lead to; nil: this one must never come
// up.
func ofLine(err error) error {
	for _, e := range []error{
		io.EOF, io.ErrClosedPipe, device.ErrSilent, serial.ErrUnplugged, serial.ErrNoPort,
		smp.ErrNoAnswer, smp.ErrAnswer, smp.ErrNotSMP,
		console.ErrNoConsole, console.ErrNoAnswer, console.ErrEcho, console.ErrUnsure, console.ErrDamaged, console.ErrLogin,
		profile.ErrAnswer,
	} {
		if errors.Is(err, e) {
			return e
		}
	}
	return nil
}
