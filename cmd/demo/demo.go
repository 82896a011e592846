package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/device"
	"handback/device/serial"
	"handback/device/sim"
	"handback/tui"
	"handback/tui/text"
)

// demo is everything that a return needs, in one folder.
type demo struct {
	office *backoffice.Office
	device *sim.Device
	line   line
	ledger *ledger.Ledger
	desk   *desk.Desk
	stick  string
}

// newDemo starts all parts. When one fails, it closes those that it started.
func newDemo(ctx context.Context, dir string) (d *demo, err error) {
	d = &demo{stick: filepath.Join(dir, "stick")}
	defer func() {
		if err != nil {
			err = errors.Join(err, d.close())
		}
	}()
	if err := os.MkdirAll(d.stick, 0o755); err != nil {
		return d, err
	}
	if d.office, err = backoffice.Init(ctx, filepath.Join(dir, "portal.db"), backoffice.Options{}); err != nil {
		return d, fmt.Errorf("starting the back office: %w", err)
	}
	if err := d.startDevice(ctx, dir); err != nil {
		return d, fmt.Errorf("starting the device: %w", err)
	}
	d.ledger, err = ledger.Open(filepath.Join(dir, "ledger"), ledger.Options{})
	if err != nil {
		return d, err
	}
	d.desk = desk.New(desk.Options{Ledger: d.ledger, Operator: "demo", Now: time.Now, Random: rand.Reader})
	return d, nil
}

// startDevice builds the device, enrolls it at the portal, and plugs it in.
func (d *demo) startDevice(ctx context.Context, dir string) error {
	portal, err := d.office.PublicKey()
	if err != nil {
		return err
	}
	d.device, err = sim.Open(filepath.Join(dir, "device"), sim.Options{Portal: portal, Now: time.Now, Random: rand.Reader})
	if err != nil {
		return err
	}
	enrollment, err := d.device.Enrollment()
	if err != nil {
		return err
	}
	if _, err := d.office.Enroll(ctx, enrollment); err != nil {
		return err
	}
	d.line, err = plug(ctx, d.device, filepath.Join(dir, "ttyDEMO"))
	return err
}

// playPortal does what the person at the portal does: it uploads every request on
// the stick and puts each response beside it. It returns the answers that are new.
func (d *demo) playPortal(ctx context.Context) (fresh []backoffice.Answer, err error) {
	answers, err := d.office.ProcessTree(ctx, d.stick)
	for _, a := range answers {
		switch {
		case a.Outcome == backoffice.Refused, a.Outcome == backoffice.Damaged:
			err = errors.Join(err, fmt.Errorf("%s: %w", a.Path, a.Err))
		case a.Outcome == backoffice.Answered && !a.Kept:
			fresh = append(fresh, a)
		}
	}
	return fresh, err
}

// Stick implements [desk.Supply].
func (d *demo) Stick(context.Context) (desk.Stick, error) { return media.Open(d.stick) }

// Portal implements [desk.Supply]: no program reaches it.
func (*demo) Portal(context.Context, capability.Identity) (*portal.Exchanger, error) { return nil, nil }

// Again implements [desk.Supply].
func (*demo) Again() bool { return false }

func (d *demo) close() error {
	var errs []error
	if d.line != nil {
		errs = append(errs, d.line.pull())
	}
	if d.device != nil {
		errs = append(errs, d.device.Close())
	}
	if d.office != nil {
		errs = append(errs, d.office.Close())
	}
	if d.ledger != nil {
		errs = append(errs, d.ledger.Close())
	}
	return errors.Join(errs...)
}

// supply is the demo as [desk.Supply], with one device for the whole return.
type supply struct {
	*demo
	device capability.Device
}

func (s supply) Device(context.Context) (capability.Device, error) { return s.device, nil }

// runAuto goes the whole way without keys, and prints a line for each act.
func runAuto(ctx context.Context, dir string, out io.Writer) (err error) {
	d, err := newDemo(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	dev, err := d.line.connect(ctx, device.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dev.Close()) }()
	r, err := d.begin(ctx, dev, out)
	if err != nil {
		return err
	}
	for r.Open() {
		r, err = d.desk.Advance(ctx, r.ID, supply{d, dev}, nil, func(done desk.Done) { fmt.Fprintln(out, text.Done(done)) })
		if missing, ok := errors.AsType[*desk.Missing](err); ok && missing.Need == capability.NeedsPortal {
			err = d.atPortal(ctx, out)
		}
		if err != nil {
			return err
		}
	}
	fmt.Fprintln(out, text.Closed(r))
	return nil
}

// begin reads the device and opens the return of all that it holds.
func (d *demo) begin(ctx context.Context, dev capability.Device, out io.Writer) (capability.Return, error) {
	reading, err := d.desk.Read(ctx, dev, nil)
	if err != nil {
		return capability.Return{}, err
	}
	r, err := d.desk.Start(ctx, reading, capability.ReturnAll(reading.Licenses), "demonstration", nil)
	if err != nil {
		return r, err
	}
	fmt.Fprintln(out, text.Opened(r))
	return r, nil
}

// atPortal plays the portal person and prints what was done. It fails where no
// request is new: the same step over and over would never end.
func (d *demo) atPortal(ctx context.Context, out io.Writer) error {
	answers, err := d.playPortal(ctx)
	if err != nil {
		return err
	}
	if len(answers) == 0 {
		return errors.New("the portal found no new request on the stick")
	}
	for _, a := range answers {
		fmt.Fprintf(out, "portal: answered %s with %s\n", a.Path, a.Response)
	}
	return nil
}

// runScreens opens the real screens on the simulated parts.
func runScreens(ctx context.Context, dir string, in io.Reader, out io.Writer) (err error) {
	d, err := newDemo(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.close()) }()
	return tui.Run(ctx, tui.Options{
		Desk: d.desk,
		Ports: func(context.Context, []string, bool) ([]serial.Port, error) {
			return []serial.Port{{Path: d.line.port(), Driver: "simulated device"}}, nil
		},
		Open: func(ctx context.Context, _, _ string, o device.Options) (device.Met, error) {
			return d.line.connect(ctx, o)
		},
		Sticks: func(context.Context) ([]media.Stick, error) {
			s, err := media.Open(d.stick)
			if err != nil {
				return nil, err
			}
			return []media.Stick{*s}, nil
		},
		OpenStick:  media.Open,
		PlayPortal: d.tellPortal,
		In:         in,
		Out:        out,
	})
}

// tellPortal plays the portal person for the screens.
func (d *demo) tellPortal(ctx context.Context) (string, error) {
	answers, err := d.playPortal(ctx)
	switch {
	case err != nil:
		return "", err
	case len(answers) == 0:
		return "The portal has answered everything on the stick already.", nil
	default:
		return fmt.Sprintf("The portal answered %s with %s.", answers[0].Path, answers[0].Response), nil
	}
}
