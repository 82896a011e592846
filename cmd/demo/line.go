package main

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"

	"handback/device"
	"handback/device/sim"
	"handback/device/smp"
)

// line is how the tool reaches the simulated device.
type line interface {
	port() string
	connect(ctx context.Context, o device.Options) (device.Met, error)
	pull() error
}

// plug connects the device to a pseudo terminal at link, or to a pipe where the
// system has none.
func plug(ctx context.Context, d *sim.Device, link string) (line, error) {
	cable := sim.NewCable(link, func(ctx context.Context, rw io.ReadWriter) error {
		return d.Serve(ctx, rw, smp.ServerOptions{})
	})
	err := cable.Plug(ctx)
	if errors.Is(err, sim.ErrNoTerminal) {
		return &pipe{device: d}, nil
	}
	return serialLine{cable, link}, err
}

type serialLine struct {
	cable *sim.Cable
	link  string
}

func (l serialLine) port() string { return l.link }
func (l serialLine) pull() error  { return l.cable.Pull() }

func (l serialLine) connect(ctx context.Context, o device.Options) (device.Met, error) {
	return device.Open(ctx, l.link, o)
}

// pipe serves each connection on a pipe of its own.
type pipe struct {
	device *sim.Device

	mu      sync.Mutex
	far     net.Conn
	serving sync.WaitGroup
}

func (p *pipe) port() string { return "simulated device" }

func (p *pipe) connect(ctx context.Context, o device.Options) (device.Met, error) {
	if err := p.pull(); err != nil {
		return device.Met{}, err
	}
	near, far := net.Pipe()
	p.mu.Lock()
	p.far = far
	p.mu.Unlock()
	p.serving.Go(func() {
		// The end of the pipe is the only way in which this ends.
		_ = p.device.Serve(context.WithoutCancel(ctx), far, smp.ServerOptions{})
	})
	return device.Connect(ctx, near, p.port(), o)
}

func (p *pipe) pull() error {
	p.mu.Lock()
	far := p.far
	p.far = nil
	p.mu.Unlock()
	if far == nil {
		return nil
	}
	err := far.Close()
	p.serving.Wait()
	return err
}
