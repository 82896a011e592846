package main

import (
	"context"
	"errors"
	"slices"
	"strings"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device"
	"handback/device/serial"
)

// selectID finds the return that the user means: the one named, the only open
// one, or of several the one that fits the device or the stick at hand.
func (a *app) selectID(ctx context.Context, args []string) (capability.ReturnID, error) {
	if len(args) > 0 {
		id, err := capability.ParseReturnID(args[0])
		if err != nil {
			return "", usageError{err}
		}
		return id, nil
	}
	all, err := a.desk.List(ctx)
	if err != nil {
		return "", err
	}
	open := slices.DeleteFunc(all, func(s ledger.Summary) bool {
		return s.Err != nil || !s.Stage.Open() && s.Act == capability.ActNothing
	})
	switch len(open) {
	case 0:
		return "", usagef("no return is open; 'handback start' opens one")
	case 1:
		return open[0].ID, nil
	}
	return a.selectAtHand(ctx, open)
}

// selectAtHand finds the one of several open returns that fits the device or the
// stick at hand.
func (a *app) selectAtHand(ctx context.Context, open []ledger.Summary) (capability.ReturnID, error) {
	var m desk.Means
	var err error
	m.Device, err = a.Device(ctx)
	if notAtHand(err) {
		a.explain(err)
		err = nil
	}
	if err == nil && m.Device == nil {
		m.Stick, err = a.Stick(ctx)
	}
	if err != nil {
		return "", err
	}
	meant, err := a.desk.Matching(ctx, open, m)
	switch {
	case err != nil:
		return "", err
	case len(meant) == 1:
		return meant[0], nil
	case m.Device != nil && len(meant) == 0:
		return "", usagef("no open return is of the device at %s. Which is meant? Open are %s", a.port, openText(open, nil))
	default:
		return "", usagef("which return? Open are %s", openText(open, meant))
	}
}

// openText names the open returns: the likely ones, or all where none is likely.
func openText(open []ledger.Summary, likely []capability.ReturnID) string {
	var ids []string
	for _, s := range open {
		if len(likely) == 0 || slices.Contains(likely, s.ID) {
			ids = append(ids, string(s.ID))
		}
	}
	return strings.Join(ids, ", ")
}

// selectReturn reads the return that the user means.
func (a *app) selectReturn(ctx context.Context, args []string) (capability.Return, error) {
	id, err := a.selectID(ctx, args)
	if err != nil {
		return capability.Return{}, err
	}
	return a.desk.Return(id)
}

// notAtHand reports whether the port or the stick of the command line is not
// there. The return then waits for it as if the command line named none.
func notAtHand(err error) bool {
	for _, gone := range []error{serial.ErrNoPort, serial.ErrNotPort, device.ErrSilent, media.ErrGone, media.ErrNoFolder, media.ErrNotStick} {
		if errors.Is(err, gone) {
			return true
		}
	}
	return false
}
