package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"handback/capability/backoffice"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device/sim"
)

// world is everything that a return needs, in one folder.
type world struct {
	office *backoffice.Office
	device *sim.Device
	line   line
	ledger *ledger.Ledger
	desk   *desk.Desk
	stick  string
}

// newWorld starts all parts; what was begun is closed when one fails.
func newWorld(ctx context.Context, dir string) (w *world, err error) {
	w = &world{stick: filepath.Join(dir, "stick")}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.close())
		}
	}()
	if err := os.MkdirAll(w.stick, 0o755); err != nil {
		return w, err
	}
	if err := w.startPortal(ctx, dir); err != nil {
		return w, fmt.Errorf("starting the back office: %w", err)
	}
	if err := w.startDevice(ctx, dir); err != nil {
		return w, fmt.Errorf("starting the device: %w", err)
	}
	w.ledger, err = ledger.Open(filepath.Join(dir, "ledger"), ledger.Options{})
	if err != nil {
		return w, err
	}
	w.desk = desk.New(desk.Options{Ledger: w.ledger, Operator: "demo", Now: time.Now, Random: rand.Reader})
	return w, nil
}

func (w *world) startPortal(ctx context.Context, dir string) (err error) {
	w.office, err = backoffice.Init(ctx, filepath.Join(dir, "portal.db"), backoffice.Options{})
	return err
}

// startDevice builds the device, enrolls it at the portal, and plugs it in.
func (w *world) startDevice(ctx context.Context, dir string) error {
	portal, err := w.office.PublicKey()
	if err != nil {
		return err
	}
	w.device, err = sim.Open(filepath.Join(dir, "device"), sim.Options{Portal: portal, Now: time.Now, Random: rand.Reader})
	if err != nil {
		return err
	}
	enrollment, err := w.device.Enrollment()
	if err != nil {
		return err
	}
	if _, err := w.office.Enroll(ctx, enrollment); err != nil {
		return err
	}
	w.line, err = plug(ctx, w.device, filepath.Join(dir, "ttyDEMO"))
	return err
}

// playPortal does what the person at the portal does: uploads every request on
// the stick and puts each response beside it.
func (w *world) playPortal(ctx context.Context) ([]backoffice.Answer, error) {
	answers, err := w.office.ProcessTree(ctx, w.stick)
	for _, a := range answers {
		if a.Outcome == backoffice.Refused || a.Outcome == backoffice.Damaged {
			err = errors.Join(err, fmt.Errorf("%s: %w", a.Path, a.Err))
		}
	}
	return answers, err
}

// Stick implements [desk.Supply].
func (w *world) Stick(context.Context) (desk.Stick, error) { return media.Open(w.stick) }

func (w *world) close() error {
	var errs []error
	if w.line != nil {
		errs = append(errs, w.line.pull())
	}
	if w.device != nil {
		errs = append(errs, w.device.Close())
	}
	if w.office != nil {
		errs = append(errs, w.office.Close())
	}
	if w.ledger != nil {
		errs = append(errs, w.ledger.Close())
	}
	return errors.Join(errs...)
}
