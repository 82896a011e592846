package main

import (
	"strconv"
	"strings"

	"handback/capability"

	"github.com/spf13/cobra"
)

func newStart(f *flags, s streams) *cobra.Command {
	var all bool
	var lines []string
	var reason, replacement string
	cmd := &cobra.Command{
		Use:   "start (--all | --activation ID[=REMAINING]...)",
		Short: "Open a return for the device at --port",
		Long: `Open a return for the device at --port.

The number after an activation ID is how many units REMAIN on the device, not how
many are returned: --activation ACT-7=3 keeps 3 units and returns the others.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if all == (len(lines) > 0) {
				return usagef("give either --all or --activation")
			}
			return f.with(cmd.Context(), s, makesLedger, func(a *app) error {
				reading, err := a.readLicenses(cmd.Context())
				if err != nil {
					return err
				}
				order, err := orderOf(reading.Licenses, lines)
				if err != nil {
					return err
				}
				r, err := a.start(cmd, reading, order, capability.Printable(reason), replacement)
				if err != nil {
					return err
				}
				return a.sayNext(r)
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "return every unit of every license")
	cmd.Flags().StringArrayVar(&lines, "activation", nil, "return this activation ID; REMAINING is what stays on the device (default 0)")
	cmd.Flags().StringVar(&reason, "reason", "", "why, for the journal")
	cmd.Flags().StringVar(&replacement, "for-replacement", "", "host ID (TYPE/value) of the device that gets the licenses afterwards")
	return cmd
}

func (a *app) start(cmd *cobra.Command, reading capability.Reading, order capability.Order, reason, replacement string) (capability.Return, error) {
	if replacement == "" {
		return a.desk.Start(cmd.Context(), reading, order, reason, nil)
	}
	to, err := capability.ParseHostID(replacement)
	if err != nil {
		return capability.Return{}, usageError{err}
	}
	return a.desk.Start(cmd.Context(), reading, order, reason, &to)
}

// orderOf reads the --activation flags; none of them means all licenses.
func orderOf(held []capability.License, flags []string) (capability.Order, error) {
	if len(flags) == 0 {
		return capability.ReturnAll(held), nil
	}
	var o capability.Order
	for _, text := range flags {
		id, remaining, given := strings.Cut(text, "=")
		line := capability.Line{ActivationID: capability.ActivationID(id)}
		if given {
			n, err := strconv.Atoi(remaining)
			if err != nil || n < 0 {
				return o, usagef("--activation %s: %q is not a number of units that can remain", capability.Printable(id), remaining)
			}
			line.Count = n
		}
		o.Lines = append(o.Lines, line)
	}
	return o, nil
}
