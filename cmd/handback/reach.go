package main

import (
	"context"

	"handback/capability"
	"handback/device"
)

// connect opens a port for the commands.
func (a *app) connect(ctx context.Context, port string, log func(string)) (capability.Device, error) {
	return a.openDevice(ctx, port, device.Options{Log: log, ReconnectTimeout: a.wait, Waiting: a.tellWait, Ask: a.ask})
}

func (a *app) tellWait(w device.Wait) {
	if w.Back {
		a.tell("%s is back", w.Port.Path)
		return
	}
	a.tell("%s was unplugged; plug it in again (waiting %s)", w.Port.Path, a.wait)
}

// openMemory opens the memory of who answered where. One that can't be read is
// empty, and whoever works here hears of it.
func (f *flags) openMemory(s streams) (*device.PortHistory, error) {
	state, err := f.stateDir()
	if err != nil {
		return nil, err
	}
	m, err := device.OpenPortHistory(state)
	if err != nil {
		s.tell("%v", err)
	}
	return m, nil
}
