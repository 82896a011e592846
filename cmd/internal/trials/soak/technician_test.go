package soak

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"handback/capability"
	"handback/capability/desk"
	"handback/cmd/internal/trials/harness"
	"handback/device/traffic"
)

// technician does the returns of a bench, one after the other. It implements
// [desk.Supply].
type technician struct {
	bench *bench
	world *world
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

func newTechnician(b *bench, w *world, seed uint64) *technician {
	return &technician{
		bench: b, world: w, rand: mathrand.New(mathrand.NewPCG(seed, 0)), stick: filepath.Join(b.dir, "stick"),
		desk:  desk.New(desk.Options{Ledger: w.ledger, Operator: "technician", Now: time.Now, Random: rand.Reader, PortalKeys: w.keys}),
		again: make(map[string]int),
	}
}

// work does all returns, in turn started on the device and in the portal.
func (t *technician) work(ctx context.Context) error {
	for n := range t.bench.returns {
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
		t.bench.diary.note("return %d of %d, started by the %s", n+1, t.bench.returns, way)
		if err := t.giveBack(ctx, way, t.bench.activation(n)); err != nil {
			return fmt.Errorf("return %d of %d, started by the %s: %w", n+1, t.bench.returns, way, err)
		}
		t.took = append(t.took, time.Since(start))
		t.world.closed()
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
		issued, err := t.world.office.Remove(ctx, t.bench.device.Vault().Device.Host, id, 1)
		if err != nil {
			return err
		}
		if _, err := issued.Save(t.stick); err != nil {
			return err
		}
	}
	var r capability.ReturnID
	err := t.persist(ctx, func() (err error) {
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
		err := t.persist(ctx, func() error {
			_, err := t.desk.Advance(ctx, id, t, nil, func(d desk.Done) { t.bench.diary.note("did %s", d.Act.Kind) })
			return err
		})
		var missing *desk.Missing
		if !errors.As(err, &missing) || missing.Need != capability.NeedsPortal {
			return errors.Join(err, t.checkReturn(ctx, id))
		}
		if err := harness.Answer(ctx, t.world.office, t.stick); err != nil {
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
	r, err := t.desk.Start(ctx, reading, order, "device replaced")
	return r.ID, err
}
