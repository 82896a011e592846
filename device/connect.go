package device

import (
	"cmp"
	"context"
	"errors"
	"time"

	"handback/capability"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/serial"
	"handback/device/smp"
	"handback/device/traffic"
	"handback/device/wire"
)

// Options say how to reach a device. The zero value suits most.
type Options struct {
	Baud  int           // bits a second; 0: the profile's first rate, or serial.DefaultBaud
	Boot  time.Duration // wait after opening, for boards that start anew then
	Group uint16        // number of the licensing group; 0: smp.DefaultGroup
	Lines int           // lines of a frame that the device's SMP console holds; 0: the profile's, else found out

	// Profile describes how the device is reached; nil: by SMP, as usual. Ask
	// puts the questions that come up then, such as for a password; nil: nobody
	// is there to answer.
	Profile *profile.Profile
	Ask     console.Ask

	// ReconnectTimeout is how long an act waits for a port that went away; 0: not at
	// all. Whoever comes back is asked who he is before the act goes on.
	ReconnectTimeout time.Duration

	// Waiting is told when such a wait begins and when the port is back, from
	// the goroutine of the act; nil: nobody is.
	Waiting func(Wait)

	// History keeps who answered at the port; nil: nobody does.
	History *PortHistory

	// Log takes what the device prints between its answers: untrusted text,
	// at most 512 bytes at once, from another goroutine; nil: none.
	Log func(line string)

	// Traffic counts what passes on the line; nil: nobody does.
	Traffic *traffic.Counter

	// Tap sees what arrives, untrusted, before anybody else does, for a view
	// of the line. It is called from the goroutine that reads, must return
	// soon and must not keep the bytes; nil: nobody looks. What is sent isn't
	// shown: it may be a password.
	Tap func(received []byte)
}

// rate is the rate to open the port at, in bits a second.
func (o Options) rate() int {
	switch {
	case o.Baud > 0:
		return o.Baud
	case o.Profile != nil && len(o.Profile.Line.Rates) > 0:
		return o.Profile.Line.Rates[0]
	default:
		return serial.DefaultBaud
	}
}

// lines is how many lines of a frame the device is known to hold; 0: it isn't.
func (o Options) lines() int {
	if o.Lines == 0 && o.Profile != nil {
		return o.Profile.Line.Buffers
	}
	return o.Lines
}

// Open opens the port at path and connects to the device on it. Besides the
// errors of a port it fails with a *SilentError, [smp.ErrNoLicensing], the
// errors of a console, or ctx.Err() when ctx ends first.
func Open(ctx context.Context, path string, o Options) (capability.Device, error) {
	o.Baud = o.rate()
	f := newFinder(path, o)
	l, err := f.first(ctx)
	if err != nil {
		return nil, err
	}
	return connect(ctx, l, path, o, f)
}

// Connect connects to the device on a line that is open already. Name is what
// errors call the line. It takes the line over, and closes it if it fails.
func Connect(ctx context.Context, conn smp.Conn, name string, o Options) (capability.Device, error) {
	return connect(ctx, newLine(conn, o.Traffic, o.Tap), name, o, nil)
}

// connect speaks to the device on a line that f can find again; nil: it can't.
func connect(ctx context.Context, l *line, name string, o Options, f *finder) (capability.Device, error) {
	d, l, err := o.meet(ctx, l, f)
	silent := l.silent(name, o.Baud)
	switch {
	case errors.Is(err, smp.ErrNotSMP), errors.Is(err, errHeardEnough), errors.Is(err, console.ErrNoConsole) && !silent.Heard.Legible():
		return nil, silent
	case err != nil:
		return nil, err
	case f == nil || o.History == nil:
		return d, nil
	}
	return acquainted{d, func(id capability.Identity) {
		_ = o.History.Note(f.at(), o.Baud, id) // no more than a convenience is lost
	}}, nil
}

// maxGreetings bounds how often a line is opened to find out who is there.
const maxGreetings = 4

// meet greets whoever is there, anew when the port went away meanwhile: nobody
// is known yet who would have to be the same. It gives back the line that it
// spoke on last.
func (o Options) meet(ctx context.Context, l *line, f *finder) (capability.Device, *line, error) {
	if f == nil || o.ReconnectTimeout <= 0 {
		d, err := o.greet(ctx, l, nil)
		return d, l, err
	}
	for left := maxGreetings - 1; ; left-- {
		d, err := o.greet(ctx, l, f.again)
		if left == 0 || !errors.Is(err, wire.ErrEnded) || errors.Is(err, errHeardEnough) {
			return d, l, err
		}
		next, err := f.again(ctx)
		if err != nil {
			return nil, l, err
		}
		l = next
	}
}

// greet finds out who is there, in the language that he speaks. It closes the
// line if it fails.
func (o Options) greet(ctx context.Context, l *line, redial func(context.Context) (*line, error)) (capability.Device, error) {
	if o.Profile == nil || o.Profile.SMP {
		return o.greetSMP(ctx, l, redial)
	}
	options := console.Options{Ask: o.Ask, Log: o.Log, Traffic: o.Traffic}
	if redial != nil {
		options.Redial = func(ctx context.Context) (console.Conn, error) { return redial(ctx) }
	}
	c, err := console.Connect(ctx, l, o.Profile, options)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// greetSMP does so in SMP, with care for whatever else may be there, also when
// the line is opened anew.
func (o Options) greetSMP(ctx context.Context, l *line, redial func(context.Context) (*line, error)) (capability.Device, error) {
	count := cmp.Or(o.Traffic, &traffic.Counter{})
	options := smp.Options{Baud: o.Baud, Group: o.Group, Lines: o.lines(), Log: o.Log, Count: count}
	if redial != nil {
		options.Redial = func(ctx context.Context) (smp.Conn, error) {
			next, err := redial(ctx)
			if err != nil {
				return nil, err
			}
			return newCareful(next, count), nil
		}
	}
	c, err := smp.Connect(ctx, newCareful(l, count), options)
	if err != nil {
		return nil, err
	}
	return c, nil
}
