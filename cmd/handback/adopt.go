package main

import (
	"errors"

	"handback/capability/desk"
	"handback/tui"

	"github.com/spf13/cobra"
)

func newAdopt(f *flags, s streams) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "adopt",
		Short: "Open the return that the portal started, from the response on the stick",
		Long: `Open the return that the portal started: find the response for the device at
--port on the stick at --stick, and show what loading it changes. A response
that can't be read has to be named with --file; the device has the last word.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.with(cmd.Context(), s, writes, func(a *app) error {
				if _, err := a.needDevice(cmd.Context()); err != nil {
					return err
				}
				if a.stick == "" {
					return usagef("where is the response? Give the stick's folder with --stick")
				}
				means, err := a.means(cmd)
				if err != nil {
					return err
				}
				done, err := a.adopt(cmd, means, file)
				if errors.Is(err, desk.ErrNothingToAdopt) && !a.json {
					for _, found := range done.Found {
						a.line("%s", tui.FindingText(found))
					}
				}
				if err != nil {
					return err
				}
				a.printDifference(done.Return)
				return a.sayNext(done.Return)
			})
		},
	}
	cmd.Flags().StringVar(&file, "file", "", "the response's path on the stick, when it can't be read")
	return cmd
}

func (a *app) adopt(cmd *cobra.Command, means desk.Means, file string) (desk.Done, error) {
	if file != "" {
		return a.desk.AdoptFile(cmd.Context(), means, file, nil)
	}
	return a.desk.Adopt(cmd.Context(), means, nil)
}
