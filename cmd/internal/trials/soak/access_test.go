package soak

import (
	"context"
	"io"

	"handback/capability"
	"handback/device"
	"handback/device/sim"
	"handback/device/sim/line"
)

// access is how a technician's program gets to a line.
type access interface {
	plug(ctx context.Context) error
	pull() error
	open(ctx context.Context, o device.Options) (capability.Device, error)

	// ended is filled when the line came to its end while it was plugged in.
	ended() <-chan struct{}
}

// terminal is a line behind a pseudo terminal, which goes away with the cable.
type terminal struct {
	port  string
	cable *sim.Cable
	end   chan struct{}
}

func newTerminal(port string, l *line.Line) *terminal {
	t := &terminal{port: port, end: make(chan struct{}, 1)}
	t.cable = sim.NewCable(port, func(ctx context.Context, other io.ReadWriter) error {
		err := line.Join(ctx, l.A(), other)
		select {
		case t.end <- struct{}{}:
		default:
		}
		return err
	})
	return t
}

func (t *terminal) plug(ctx context.Context) error { return t.cable.Plug(ctx) }

func (t *terminal) pull() error {
	err := t.cable.Pull()
	select {
	case <-t.end:
	default:
	}
	return err
}

func (t *terminal) open(ctx context.Context, o device.Options) (capability.Device, error) {
	return device.Open(ctx, t.port, o)
}

func (t *terminal) ended() <-chan struct{} { return t.end }

// direct is a line in memory. Who opens one that is pulled has a dead end.
type direct struct {
	name string
	line *line.Line
}

func (d direct) plug(context.Context) error { return nil }

func (d direct) pull() error { return nil }

func (d direct) open(ctx context.Context, o device.Options) (capability.Device, error) {
	return device.Connect(ctx, d.line.A(), d.name, o)
}

func (d direct) ended() <-chan struct{} { return nil }
