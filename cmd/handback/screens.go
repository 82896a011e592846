package main

import (
	"context"

	"handback/capability/media"
	"handback/device"
	"handback/tui"
)

// screens opens the screens on the ledger, with what the command line chose.
func (a *app) screens(ctx context.Context) error {
	return tui.Run(ctx, tui.Options{
		Desk:      a.desk,
		Ports:     func(context.Context) ([]device.PortInfo, error) { return device.Ports() },
		Open:      a.connect,
		Sticks:    media.Find,
		OpenStick: media.Open,
		Port:      a.port,
		Stick:     a.stick,
		In:        a.in,
		Out:       a.out,
		Log:       a.log,
		Version:   version(),
	})
}
