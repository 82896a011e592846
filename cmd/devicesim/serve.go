package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"handback/capability"
	"handback/device/sim"
	"handback/device/smp"
)

func (f *flags) run(ctx context.Context, stdout io.Writer) (err error) {
	if err := f.check(); err != nil {
		return err
	}
	o, err := f.options()
	if err != nil {
		return err
	}
	device, err := sim.Open(f.state, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, device.Close()) }()
	if f.enrollOnly {
		fmt.Fprintf(stdout, "devicesim: %s in %s\n", describe(device), device.EnrollmentPath())
		return nil
	}
	return f.serve(ctx, device, stdout)
}

// serve keeps the device on its cable until ctx ends.
func (f *flags) serve(ctx context.Context, device *sim.Device, stdout io.Writer) (err error) {
	o := smp.ServerOptions{Group: f.group, Fast: f.fast}
	if f.log != "" {
		log, err := os.Create(f.log)
		if err != nil {
			return err
		}
		defer log.Close()
		o.Log = func(line string) { fmt.Fprintln(log, line) }
	}
	cable := sim.NewCable(f.link, func(ctx context.Context, line io.ReadWriter) error {
		if f.face == faceConsole {
			return device.ServeShell(ctx, line, f.shell)
		}
		return device.Serve(ctx, line, o)
	})
	moves, stop := hands()
	defer stop()
	if err := cable.Plug(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, cable.Pull()) }()
	fmt.Fprintf(stdout, "devicesim: %s on %s\n", describe(device), f.link)
	for {
		select {
		case <-ctx.Done():
			return nil
		case s := <-moves:
			if err := move(ctx, cable, pulls(s), stdout); err != nil {
				return err
			}
		}
	}
}

func move(ctx context.Context, cable *sim.Cable, pull bool, stdout io.Writer) error {
	if pull {
		if err := cable.Pull(); err != nil {
			return err
		}
		fmt.Fprintln(stdout, "devicesim: unplugged")
		return nil
	}
	if err := cable.Plug(ctx); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "devicesim: plugged in")
	return nil
}

func describe(device *sim.Device) string {
	id := device.Vault().Device
	return fmt.Sprintf("%s %s %s", capability.Printable(id.Model), capability.Printable(id.Serial), id.Host)
}
