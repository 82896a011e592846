package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/portal"
	"handback/device"
	"handback/device/console"
	"handback/device/serial"
	"handback/tui/text"
)

// The commands for many devices share what follows: the bench that does their
// acts at the same time, and what they say about each device.

// withBench runs do with a bench on the ports that are named, or without names on
// all that are free now.
func (a *app) withBench(named []string, do func(*bench.Bench) error) (err error) {
	var turn sync.Mutex // of who writes: acts at several devices wait and tell at the same time
	a.out, a.err = &inTurn{&turn, a.out}, &inTurn{&turn, a.err}
	o := bench.Options{Desk: a.desk, Ports: a.portsFor(named), Open: a.opener(), Again: a.again}
	o.Stick = func(ctx context.Context) (desk.Stick, error) { return a.Stick(ctx) }
	if of := a.portalOf(); of != nil {
		o.Portal = func(_ context.Context, d capability.Identity) (*portal.Exchanger, error) { return of(d) }
	}
	b := bench.New(o)
	defer func() { err = errors.Join(err, b.Close()) }()
	return do(b)
}

// inTurn is a stream that several goroutines write whole lines to.
type inTurn struct {
	turn *sync.Mutex
	to   io.Writer
}

// Write implements [io.Writer].
func (w *inTurn) Write(data []byte) (int, error) {
	w.turn.Lock()
	defer w.turn.Unlock()
	return w.to.Write(data)
}

// portsToAsk are the ports named with --ports, or else with --port. Without names
// they are those that are free.
func (a *app) portsToAsk(named []string) ([]serial.Port, error) {
	if len(named) == 0 && a.port != "" {
		named = []string{a.port}
	}
	paths := make([]string, len(named))
	for i, path := range named {
		paths[i] = text.Dropped(path)
	}
	found, err := describePorts(paths)
	if err != nil || len(paths) > 0 {
		return found, err
	}
	return slices.DeleteFunc(found, func(p serial.Port) bool { return !p.Free() }), nil
}

// portsFor orders ports for a device: the one at which it answered last comes
// first. They are those of the first time, because later the devices at work hold
// theirs.
func (a *app) portsFor(named []string) func(context.Context, capability.HostID) ([]string, error) {
	type place struct {
		path string
		last capability.HostID // zero: not known
	}
	toAsk := sync.OnceValues(func() (all []place, err error) {
		ports, err := a.portsToAsk(named)
		for _, p := range ports {
			last, _ := a.memory.At(p)
			all = append(all, place{p.Path, last.Host})
		}
		return all, err
	})
	return func(_ context.Context, host capability.HostID) ([]string, error) {
		ports, err := toAsk()
		if err != nil {
			return nil, err
		}
		var here, elsewhere []string
		for _, p := range ports {
			if p.last == host {
				here = append(here, p.path)
			} else {
				elsewhere = append(elsewhere, p.path)
			}
		}
		return append(here, elsewhere...), nil
	}
}

// opener opens devices at the same time. They ask a person one after the other.
func (a *app) opener() func(ctx context.Context, port string) (capability.Device, capability.Identity, error) {
	asking := make(chan struct{}, 1)
	return func(ctx context.Context, port string) (capability.Device, capability.Identity, error) {
		met, err := a.openDevice(ctx, port, a.profile, device.Options{
			Log:              func(line string) { a.log.Line(port + ": " + line) },
			ReconnectTimeout: a.wait, Waiting: a.tellWait,
			Ask: func(ctx context.Context, q console.Question) (string, error) {
				select {
				case asking <- struct{}{}:
				case <-ctx.Done():
					return "", ctx.Err()
				}
				defer func() { <-asking }()
				a.prompt("%s: ", port)
				return a.ask(ctx, q)
			},
		})
		return met.Device, met.Identity, err
	}
}

// statusOf is the exit status for one device: what it needs next, by what happened to
// its task.
func statusOf(r capability.Return, err error) int {
	need := capability.Next(r).Need
	missing, ok := errors.AsType[*desk.Missing](err)
	switch {
	case err == nil, errors.Is(err, bench.ErrNeedsPerson):
	case errors.Is(err, bench.ErrNotThere):
		need = capability.NeedsDevice
	case ok:
		need = missing.Need
	case !notAtHand(err):
		return exitFailed
	}
	return exitFor(need)
}

// worst is the exit status of a command for many devices: of all that they need,
// what a technician can do first.
func worst(all []int) error {
	for _, code := range []int{exitFailed, exitDevice, exitStick, exitPortal} {
		if slices.Contains(all, code) {
			return ended{code}
		}
	}
	return nil
}

// inWords says in one line what failed for one device, and what to do.
func inWords(err error) string {
	if usage, ok := errors.AsType[usageError](err); ok {
		return usage.Error()
	}
	e := text.Explain(err)
	return text.Printable(" ", e.What, e.Do)
}
