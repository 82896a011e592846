package main

import (
	"context"
	"errors"

	"handback/device"
	"handback/device/smp"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newDevice(f *flags, s streams) *cobra.Command {
	return group("device", "For makers of devices that return licenses", "", "give check", newDeviceCheck(f, s))
}

const checkLong = `Compare the device at --port with the protocol that 'handback help protocol'
prints, and name each departure by the name of its rule there.

By itself it only asks, and changes nothing. With --whole it rehearses a
return: the device makes requests, takes a file that is not a response, and must
refuse it. It holds the same licenses afterwards. But the requests replace the
one that it made last, so don't do that in the middle of a return.

The exit status is 1 when the device departs from the protocol.`

func newDeviceCheck(f *flags, s streams) *cobra.Command {
	var whole bool
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Name all differences between the device at --port and the protocol",
		Long:  checkLong,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if f.port == "" {
				return errWhichDevice
			}
			return f.with(cmd.Context(), s, mayReadLedger, func(a *app) error { return a.check(cmd.Context(), whole) })
		},
	}
	cmd.Flags().BoolVar(&whole, "whole", false, "rehearse a return as well: requests, and a response that it must refuse")
	return cmd
}

type deviceCheckJSON struct {
	Port     string     `json:"port"`
	Whole    bool       `json:"whole"`
	Rules    []ruleJSON `json:"rules"`
	Departed int        `json:"departed"`
}

type ruleJSON struct {
	Rule       string   `json:"rule"`
	Departures []string `json:"departures"`
}

// check compares the device with the protocol. When the line fails, it still
// prints what it found before.
func (a *app) check(ctx context.Context, whole bool) error {
	p, err := consoleProfile(a.profile)
	if err != nil {
		return err
	}
	if p != nil && !p.SMP {
		return usagef("by this profile the device has a console: 'handback profile try' tries that")
	}
	found, err := device.Check(ctx, a.port, device.Options{
		Baud: a.baud, Group: a.config.Group, Lines: a.config.LineBuffers, Profile: p, Log: a.log.Line,
	}, whole)
	all := deviceCheckJSON{Port: a.port, Whole: whole, Rules: make([]ruleJSON, 0, len(found))}
	for _, f := range found {
		all.Rules = append(all.Rules, ruleJSON{f.Rule, append([]string{}, f.Departures...)})
		if len(f.Departures) > 0 {
			all.Departed++
		}
	}
	if a.json && (err == nil || len(found) > 0) {
		err = errors.Join(err, printJSON(a.out, all))
	} else {
		err = errors.Join(err, a.printCheck(all))
	}
	if err == nil && all.Departed > 0 {
		err = smp.ErrDeparts
	}
	return err
}

func (a *app) printCheck(all deviceCheckJSON) error {
	if len(all.Rules) == 0 {
		return nil
	}
	t := a.columns()
	for _, r := range all.Rules {
		if len(r.Departures) == 0 {
			t.row(text.Phrase("kept").String(), r.Rule)
		}
	}
	for _, r := range all.Rules {
		for _, departure := range r.Departures {
			t.row(text.Phrase("DEPARTS").String(), r.Rule, departure)
		}
	}
	if err := t.flush(); err != nil {
		return err
	}
	a.line("%d rules were tried, the device departs from %d", len(all.Rules), all.Departed)
	return nil
}
