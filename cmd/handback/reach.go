package main

import (
	"context"
	"fmt"

	"handback/capability"
	"handback/device"
)

// connect opens a port for the commands.
func (a *app) connect(ctx context.Context, port string, log func(string)) (capability.Device, error) {
	return a.openDevice(ctx, port, device.Options{Log: log, Patience: a.wait, Waiting: a.tellWait, Ask: a.ask})
}

func (a *app) tellWait(w device.Wait) {
	path := capability.Printable(w.Port.Path)
	if w.Back {
		fmt.Fprintf(a.err, "%s is back\n", path)
		return
	}
	fmt.Fprintf(a.err, "%s was unplugged; plug it in again (waiting %s)\n", path, a.wait)
}

// openMemory opens the memory of who answered where. One that can't be read is
// empty, and whoever works here hears of it.
func (f *flags) openMemory(s streams) (*device.Memory, error) {
	state, err := f.stateDir()
	if err != nil {
		return nil, err
	}
	m, err := device.OpenMemory(state)
	if err != nil {
		fmt.Fprintf(s.err, "%s\n", capability.Printable(err.Error()))
	}
	return m, nil
}
