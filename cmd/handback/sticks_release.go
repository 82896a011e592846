package main

import (
	"handback/capability/media"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const sticksReleaseLong = `Have the system write everything to a stick, unmount it and turn it off, and say
whether it may be taken out. NAME is its label, its device, where it is mounted
or its serial number; the only one that is mounted needs no name. The exit status
is 0 only when it may be taken out.`

// releasedJSON is the documented form of sticks release.
type releasedJSON struct {
	Synced     bool `json:"synced"`
	Unmounted  bool `json:"unmounted"`
	PoweredOff bool `json:"powered_off"`
	MayRemove  bool `json:"may_remove"`
}

func newSticksRelease(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "release [NAME]",
		Short: "Take a stick out of use, and say whether it may be taken out",
		Long:  sticksReleaseLong,
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := f.plugged(cmd.Context())
			if err != nil {
				return err
			}
			chosen, err := pick(list, args, media.Ready)
			if err != nil {
				return err
			}
			r, err := chosen.Release(cmd.Context())
			if err != nil {
				return err
			}
			if f.json {
				j := releasedJSON{r.Synced, r.Unmounted, r.PoweredOff, r.MayRemove()}
				if err := printJSON(s.out, j); err != nil {
					return err
				}
			}
			if r.MayRemove() && !f.json {
				s.line("%s", text.Released(chosen.Name(), r))
			}
			if !r.MayRemove() {
				return r.Missing
			}
			return nil
		},
	}
}
