package main

import (
	"cmp"
	"context"

	"handback/capability"
	"handback/capability/media"
	"handback/device"
	"handback/device/traffic"
	"handback/tui"
)

// screens opens the screens on the ledger, with what the command line chose.
func (a *app) screens(ctx context.Context) error {
	if a.config.SigningKey != "" {
		_, _ = a.signingKey(ctx) // asks for the passphrase while it can; a save says what is wrong with the key
	}
	ports := device.NewLister()
	return tui.Run(ctx, tui.Options{
		Desk: a.desk,
		Ports: func(_ context.Context, named []string, inUse bool) ([]device.PortInfo, error) {
			return ports.List(named, inUse)
		},
		Open:       a.openReached,
		Known:      a.memory.At,
		Probe:      a.probePorts,
		Sticks:     new(media.Finder).Plugged,
		OpenStick:  a.openStick,
		Allows:     media.Policy(a.config.Stick).Allows,
		Line:       openLine,
		Transcript: a.transcript,
		Profile:    a.profile,
		Baud:       a.baud,
		Port:       a.port,
		Stick:      a.stick,
		In:         a.in,
		Out:        a.out,
		Log:        a.log,
		Version:    version(),
	})
}

// probePorts asks at ports for the screens.
func (a *app) probePorts(ctx context.Context, ports []device.PortInfo, count *traffic.Counter, each func(device.Probed)) error {
	return a.askPorts(ctx, ports, device.ProbeOptions{Traffic: count}, each)
}

// openLine opens a port for the terminal view.
func openLine(_ context.Context, port string, rate int) (tui.Line, error) {
	p, err := device.OpenPort(port, rate)
	if err != nil {
		return nil, err
	}
	return p, nil
}

// openDevice adds to the options what the command line and the configuration say.
func (a *app) openDevice(ctx context.Context, port string, o device.Options) (capability.Device, error) {
	return a.openReached(ctx, port, a.profile, o)
}

// openReached does so with the profile that is chosen on the screens.
func (a *app) openReached(ctx context.Context, port, profile string, o device.Options) (capability.Device, error) {
	p, err := consoleProfile(profile)
	if err != nil {
		return nil, err
	}
	o.Baud, o.Group, o.Lines = cmp.Or(o.Baud, a.baud), a.config.Group, a.config.LineBuffers
	o.Memory, o.Profile = a.memory, p
	return device.Open(ctx, port, o)
}
