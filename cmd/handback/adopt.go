package main

import (
	"errors"

	"handback/capability/desk"
	"handback/tui"

	"github.com/spf13/cobra"
)

func newAdopt(f *flags, s streams) *cobra.Command {
	var file string
	var byHand bool
	cmd := &cobra.Command{
		Use:   "adopt",
		Short: "Open the return that the portal started, from the response on the stick",
		Long: `Open the return that the portal started: find the response for the device at
--port on the stick at --stick, and show what loading it changes. A response
that can't be read has to be named with --file; the device has the last word.
With --typed the response is read from the standard input as lines or scanned
codes.`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return f.with(cmd.Context(), s, writes, func(a *app) error {
				if byHand && (file != "" || a.stick != "") {
					return usagef("--typed reads the response itself: neither --file nor --stick goes with it")
				}
				if _, err := a.needDevice(cmd.Context()); err != nil {
					return err
				}
				if a.stick == "" && !byHand {
					return usagef("where is the response? Give the stick's folder with --stick, or enter it with --typed")
				}
				done, err := a.adopt(cmd, tui.Dropped(file), byHand)
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
	cmd.Flags().BoolVar(&byHand, "typed", false, "read the response from the standard input")
	return cmd
}

func (a *app) adopt(cmd *cobra.Command, file string, byHand bool) (desk.Done, error) {
	means, err := a.means(cmd)
	if err != nil {
		return desk.Done{}, err
	}
	if byHand {
		return a.adoptEntered(cmd.Context(), means.Device)
	}
	if file != "" {
		return a.desk.AdoptFile(cmd.Context(), means, desk.Finding{Path: file}, nil)
	}
	return a.desk.Adopt(cmd.Context(), means, nil)
}
