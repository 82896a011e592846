package main

import (
	"strconv"
	"strings"

	"handback/capability"

	"github.com/spf13/cobra"
)

const startLong = `Open a return for the device at --port.

The number after an activation ID is how many units REMAIN on the device, not how
many are returned: --activation ACT-7=3 keeps 3 units and returns the others.

With --batch, open one for each device of a list. FILE.csv has a header with some
of the columns serial and host (TYPE/value; one of the two is needed), activation
(empty or missing: all licenses), remaining (units that REMAIN; empty: none),
reason, replacement (a host ID). With --stick it is a path on the stick. Every
mistake in it is named with its line, and then nothing is done.

Handback asks what is there at all free ports, or at those that --ports names, at
the same time. A device that answers nowhere is named; for the others the return is
opened. Run again, it opens only what is missing. With --json it prints a line for
each device.

Exit status of a list: 0 all are open, 1 one failed, 4 a device answers nowhere.`

func newStart(f *flags, s streams) *cobra.Command {
	var all bool
	var lines []string
	var reason, replacement string
	var list startList
	cmd := &cobra.Command{
		Use:   "start (--all | --activation ID[=REMAINING]... | --batch FILE.csv)",
		Short: "Open a return for the device at --port, or for each of a list",
		Long:  startLong,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if list.file != "" {
				if all || len(lines) > 0 || reason != "" || replacement != "" {
					return usagef("with --batch, the list says what goes back, why, and to which replacement")
				}
				how := makesLedger
				if list.dry {
					how = mayReadLedger
				}
				return f.with(cmd.Context(), s, how, func(a *app) error { return a.startBatch(cmd.Context(), list) })
			}
			if len(list.ports) > 0 || list.dry {
				return usagef("--ports and --dry-run are for a list: name it with --batch")
			}
			if all == (len(lines) > 0) {
				return usagef("give one of --all, --activation and --batch")
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
	list.flags(cmd)
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
