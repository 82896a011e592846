package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/media"
	"handback/device"
	"handback/tui"
)

// show opens the real screens on the world.
func show(ctx context.Context, dir string, in io.Reader, out io.Writer) (err error) {
	w, err := newWorld(ctx, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	return tui.Run(ctx, tui.Options{
		Desk: w.desk,
		Ports: func(context.Context, []string, bool) ([]device.PortInfo, error) {
			return []device.PortInfo{{Path: w.line.port(), Driver: "simulated device"}}, nil
		},
		Open: func(ctx context.Context, _, _ string, o device.Options) (capability.Device, error) {
			return w.line.connect(ctx, o)
		},
		Sticks: func(context.Context) ([]media.Stick, error) {
			s, err := media.Open(w.stick)
			if err != nil {
				return nil, err
			}
			return []media.Stick{*s}, nil
		},
		OpenStick:  media.Open,
		PlayPortal: w.tellPortal,
		In:         in,
		Out:        out,
	})
}

// tellPortal plays the portal person for the screens.
func (w *world) tellPortal(ctx context.Context) (string, error) {
	answers, err := w.playPortal(ctx)
	if err != nil {
		return "", err
	}
	for _, a := range answers {
		if a.Outcome == backoffice.Answered && !a.Kept {
			return fmt.Sprintf("The portal answered %s with %s.", a.Path, a.Response), nil
		}
	}
	return "The portal has answered everything on the stick already.", nil
}
