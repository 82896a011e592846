package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/desk"
	"handback/device"
	"handback/tui/text"
)

// supply is the world as [desk.Supply], with one device for the whole walk.
type supply struct {
	*world
	device capability.Device
}

func (s supply) Device(context.Context) (capability.Device, error) { return s.device, nil }

// walk goes the whole way without keys, a line an act.
func walk(ctx context.Context, dir string, out io.Writer) (err error) {
	w, err := newWorld(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	dev, err := w.line.connect(ctx, device.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, dev.Close()) }()
	r, err := w.begin(ctx, dev, out)
	if err != nil {
		return err
	}
	for r.Open() {
		r, err = w.desk.Advance(ctx, r.ID, supply{w, dev}, nil, func(d desk.Done) { fmt.Fprintln(out, text.Done(d)) })
		var missing *desk.Missing
		switch {
		case errors.As(err, &missing) && missing.Need == capability.NeedsPortal:
			if err := w.atPortal(ctx, out); err != nil {
				return err
			}
		case err != nil:
			return err
		}
	}
	fmt.Fprintln(out, text.Closed(r))
	return nil
}

// begin reads the device and opens the return of all that it holds.
func (w *world) begin(ctx context.Context, dev capability.Device, out io.Writer) (capability.Return, error) {
	reading, err := w.desk.Read(ctx, dev, nil)
	if err != nil {
		return capability.Return{}, err
	}
	r, err := w.desk.Start(ctx, reading, capability.ReturnAll(reading.Licenses), "demonstration")
	if err != nil {
		return r, err
	}
	fmt.Fprintln(out, text.Opened(r))
	return r, nil
}

// atPortal plays the portal person and says what was done. Nothing done twice
// in a row would never end, so it has to answer something new.
func (w *world) atPortal(ctx context.Context, out io.Writer) error {
	answers, err := w.playPortal(ctx)
	if err != nil {
		return err
	}
	fresh := 0
	for _, a := range answers {
		if a.Outcome == backoffice.Answered && !a.Kept {
			fresh++
			fmt.Fprintf(out, "portal: answered %s with %s\n", a.Path, a.Response)
		}
	}
	if fresh == 0 {
		return errors.New("the portal found no new request on the stick")
	}
	return nil
}
