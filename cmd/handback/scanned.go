package main

import (
	"cmp"
	"time"

	"handback/capability"

	"github.com/spf13/cobra"
)

func newScanned(f *flags, s streams) *cobra.Command {
	var who, station, when string
	cmd := &cobra.Command{
		Use:   "scanned ID --station NAME",
		Short: "Put on record that the stick with the response was scanned",
		Long: `Put on record that the stick with the response was scanned for malware before it
came here: who did it, at which station, and when. It stands in the journal as a
person's word. A site can have it asked for before a response is loaded.`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.with(cmd.Context(), s, amends, func(a *app) error {
				id, err := a.which(cmd.Context(), args)
				if err != nil {
					return err
				}
				at := time.Now()
				if when != "" {
					if at, err = time.Parse(time.RFC3339, when); err != nil {
						return usagef("--when is a time like 2026-03-02T10:41:00Z, not %q", when)
					}
				}
				scan := capability.Scanned{Who: cmp.Or(capability.Printable(who), a.who()), Station: capability.Printable(station), When: at}
				r, err := a.desk.NoteScan(cmd.Context(), id, scan)
				if err != nil {
					return err
				}
				return a.sayNext(r)
			})
		},
	}
	cmd.Flags().StringVar(&who, "who", "", "the person who had it scanned (default: the operator)")
	cmd.Flags().StringVar(&station, "station", "", "the scanning station")
	cmd.Flags().StringVar(&when, "when", "", "the `TIME` of the scan, RFC 3339 (default: now)")
	return cmd
}
