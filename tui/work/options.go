package work

import (
	"context"
	"io"
	"os"
	"time"

	"handback/capability"
	"handback/capability/auto"
	"handback/capability/desk"
	"handback/capability/media"
	"handback/capability/portal"
	"handback/device"
	"handback/device/serial"
	"handback/device/traffic"
)

// Options are what the screens work with. Desk, Ports, Open, Sticks and
// OpenStick are required.
//
// Ports lists the ports, and those that were named even where the system doesn't
// list them; while a port is in use the error may be [errors.ErrUnsupported].
// Open gets what the screens add to the options of a device: who hears, counts
// and answers; profile is that of the device's console, empty for one that
// speaks SMP.
type Options struct {
	Desk      *desk.Desk
	Ports     func(ctx context.Context, named []string, inUse bool) ([]serial.Port, error)
	Open      func(ctx context.Context, port, profile string, o device.Options) (device.Met, error)
	Sticks    func(context.Context) ([]media.Stick, error)
	OpenStick func(path string) (*media.Stick, error)

	// Allows is the error of a stick that the site doesn't allow; nil: it allows any.
	Allows func(*media.Stick) error

	// Mount and Release take a stick into use and out of it; nil: its own.
	Mount   func(context.Context, *media.Stick) (*media.Stick, error)
	Release func(context.Context, *media.Stick) (media.Released, error)

	// Known tells who answered at a port last; nil: nobody knows. Probe asks
	// free ports what is there. The screens offer probe and terminal view only
	// with Probe and Line.
	LastAnswered func(serial.Port) (device.LastDevice, bool)
	Probe        func(ctx context.Context, ports []serial.Port, count *traffic.Counter, each func(device.ProbeResult)) error

	// Line opens a port for the terminal view. Transcript makes the file that
	// its lines go to, and tells its path.
	Line       func(ctx context.Context, port string, rate int) (Line, error)
	Transcript func(port string, now time.Time) (io.WriteCloser, string, error)
	Profile    string // of the console of devices; empty: they speak SMP
	Baud       int    // the configured rate of ports, bits a second; 0: the usual one

	// Portal gives the portal that a device belongs to and that a program reaches; a
	// nil one: there is none, and persons carry its files. It may be called at the
	// same time. Nil: there is none for any device.
	Portal func(of capability.Identity) (*portal.Exchanger, error)

	// Auto tells what the auto that runs on this ledger does; false: none runs. Nil: none.
	Auto func() (status auto.Status, runs bool, err error)

	Port, Stick string // named on the command line; empty: none

	BenchPorts []string // that the bench may ask unasked, and no others; nil: the free ones, once a person said so
	Bench      bool     // open the bench at once
	ASCII      bool     // the terminal can't be trusted to show more

	Version string // of the program, for the help

	// PlayPortal has a demonstration play the person at the portal, and says
	// what that person did; nil: a real person does it.
	PlayPortal func(context.Context) (string, error)

	Now func() time.Time // nil: time.Now
	In  io.Reader        // nil: standard input
	Out io.Writer        // nil: standard output
	Log io.Writer        // takes what is logged, line by line; nil: nowhere
}

// WithDefaults sets the options that are nil and may be.
func (o Options) WithDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Allows == nil {
		o.Allows = func(*media.Stick) error { return nil }
	}
	if o.Mount == nil {
		o.Mount = func(ctx context.Context, s *media.Stick) (*media.Stick, error) { return s.Mount(ctx) }
	}
	if o.Release == nil {
		o.Release = func(ctx context.Context, s *media.Stick) (media.Released, error) { return s.Release(ctx) }
	}
	if o.In == nil {
		o.In = os.Stdin
	}
	if o.Out == nil {
		o.Out = os.Stdout
	}
	return o
}
