// Package device reaches a device that holds licenses: it asks at a port who is
// there, connects to the device, and finds it again after the cable was pulled.
// What is said over a port is the business of the packages below.
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
	Boot  time.Duration // wait after opening, for boards that start again then
	Group uint16        // number of the licensing group; 0: smp.DefaultGroup
	Lines int           // lines of a frame that the device's SMP console holds; 0: the profile's, else found out

	// Profile describes how the device is reached; nil: by SMP, as usual. Ask
	// asks a person what comes up then, such as a password; nil: nobody is there
	// to answer.
	Profile *profile.Profile
	Ask     console.Ask

	// ReconnectTimeout is how long an act waits for a port that went away; 0: not
	// at all. The device that comes back must prove to be the same one before
	// the act goes on.
	ReconnectTimeout time.Duration

	// Waiting is called on the goroutine of the act, when such a wait begins and
	// when the port is back; may be nil.
	Waiting func(Wait)

	// History records which device answered at the port; nil: none does.
	History *PortHistory

	// Log takes what the device prints between its answers: untrusted text,
	// at most 512 bytes at once, from another goroutine; nil: none.
	Log func(line string)

	// Traffic counts what passes on the line; may be nil.
	Traffic *traffic.Counter

	// Tap sees what arrives, untrusted, before anybody else does, for a view
	// of the line. It is called from the goroutine that reads, must return
	// soon and must not keep the bytes; may be nil. What is sent isn't shown: it
	// may be a password.
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

// smp are the options of a client that counts its messages in count.
func (o Options) smp(count *traffic.Counter) smp.Options {
	return smp.Options{Baud: o.Baud, Group: o.Group, Lines: o.lines(), Log: o.Log, Count: count}
}

// Met is a device that was connected to, and what it said about itself then.
type Met struct {
	capability.Device
	Identity capability.Identity
}

// Open opens the port at path and connects to the device on it. Besides the
// errors of a port it fails with a *SilentError, [smp.ErrNoLicensing], the
// errors of a console, or ctx.Err() when ctx ends first.
func Open(ctx context.Context, path string, o Options) (Met, error) {
	o.Baud = o.rate()
	f := newFinder(path, o)
	l, err := f.dialFirst(ctx)
	if err != nil {
		return Met{}, err
	}
	return connect(ctx, l, path, o, f)
}

// Connect connects to the device on a line that is open already. Name is what
// errors call the line. It takes the line over, and closes it if it fails.
func Connect(ctx context.Context, conn smp.Conn, name string, o Options) (Met, error) {
	return connect(ctx, newLine(conn, o.Traffic, o.Tap), name, o, nil)
}

// connect speaks to the device on a line that f can find again; nil: it can't.
func connect(ctx context.Context, l *line, name string, o Options, f *finder) (Met, error) {
	met, l, err := o.meet(ctx, l, f)
	silent := l.silent(name, o.Baud)
	switch {
	case errors.Is(err, smp.ErrNotSMP), errors.Is(err, errConsoleHeard), errors.Is(err, console.ErrNoConsole) && !silent.Heard.Legible():
		return Met{}, silent
	case err != nil:
		return Met{}, err
	case f != nil && o.History != nil:
		_ = o.History.Note(f.at(), o.Baud, met.Identity) // no more than a convenience is lost
	}
	return met, nil
}

// maxGreetings bounds how often a line is opened to find out who is there.
const maxGreetings = 4

// meet finds out who is there, and starts over when the port went away
// meanwhile: no device is known yet that would have to be the same. It returns
// the line that it spoke on last.
func (o Options) meet(ctx context.Context, l *line, f *finder) (Met, *line, error) {
	if f == nil || o.ReconnectTimeout <= 0 {
		met, err := o.greet(ctx, l, nil)
		return met, l, err
	}
	for left := maxGreetings - 1; ; left-- {
		met, err := o.greet(ctx, l, f.redial)
		if left == 0 || !errors.Is(err, wire.ErrEnded) || errors.Is(err, errConsoleHeard) {
			return met, l, err
		}
		next, err := f.redial(ctx)
		if err != nil {
			return Met{}, l, err
		}
		l = next
	}
}

// greet connects to the device in the language that it speaks. It closes the
// line if it fails; the device is of no use then.
func (o Options) greet(ctx context.Context, l *line, redial func(context.Context) (*line, error)) (Met, error) {
	if o.Profile == nil || o.Profile.SMP {
		return o.greetSMP(ctx, l, redial)
	}
	options := console.Options{Ask: o.Ask, Log: o.Log, Traffic: o.Traffic}
	if redial != nil {
		options.Redial = func(ctx context.Context) (console.Conn, error) { return redial(ctx) }
	}
	c, err := console.Connect(ctx, l, o.Profile, options)
	if err != nil {
		return Met{}, err
	}
	return Met{c, c.Peer()}, nil
}

// greetSMP connects by SMP. The line is guarded, also when it is opened again:
// something else than a device that speaks SMP may be there.
func (o Options) greetSMP(ctx context.Context, l *line, redial func(context.Context) (*line, error)) (Met, error) {
	count := cmp.Or(o.Traffic, &traffic.Counter{})
	options := o.smp(count)
	if redial != nil {
		options.Redial = func(ctx context.Context) (smp.Conn, error) {
			next, err := redial(ctx)
			if err != nil {
				return nil, err
			}
			return guard(next, count), nil
		}
	}
	c, err := smp.Connect(ctx, guard(l, count), options)
	if err != nil {
		return Met{}, err
	}
	return Met{c, c.Peer()}, nil
}

// Check compares the device at the port at path with the protocol; see
// [smp.Check]. Besides its errors and those of a port it fails with a
// *SilentError.
func Check(ctx context.Context, path string, o Options, whole bool) ([]smp.Finding, error) {
	o.Baud = o.rate()
	o.Traffic = cmp.Or(o.Traffic, &traffic.Counter{})
	l, err := newFinder(path, o).dialFirst(ctx)
	if err != nil {
		return nil, err
	}
	found, err := smp.Check(ctx, guard(l, o.Traffic), o.smp(o.Traffic), whole)
	if errors.Is(err, smp.ErrNotSMP) || errors.Is(err, errConsoleHeard) {
		return nil, l.silent(path, o.Baud)
	}
	return found, err
}
