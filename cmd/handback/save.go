package main

import (
	"handback/tui/text"

	"github.com/spf13/cobra"
)

func newSave(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "save ID",
		Short: "Save the request that the portal waits for again, on the stick at --stick",
		Args:  usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.with(cmd.Context(), s, amends, func(a *app) error {
				id, err := a.which(cmd.Context(), args)
				if err != nil {
					return err
				}
				if a.stick == "" {
					return usagef("where to? Give the stick's folder with --stick")
				}
				stick, err := a.Stick(cmd.Context())
				if err != nil {
					return err
				}
				done, err := a.desk.SaveAgain(cmd.Context(), id, stick, nil)
				if err != nil {
					return err
				}
				if !a.json {
					a.line("%s", text.Done(done))
				}
				return a.sayNext(done.Return)
			})
		},
	}
}
