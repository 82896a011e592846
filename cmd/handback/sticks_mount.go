package main

import (
	"errors"
	"slices"
	"strings"

	"handback/capability/media"

	"github.com/spf13/cobra"
)

const sticksMountLong = `Have the system mount a stick that is plugged in, and print where. NAME is its
label, its device or its serial number; the only one that waits to be mounted
needs no name.`

func newSticksMount(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "mount [NAME]",
		Short: "Mount a stick that is plugged in",
		Long:  sticksMountLong,
		Args:  usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := f.plugged(cmd.Context())
			if err != nil {
				return err
			}
			chosen, err := pick(list, args, media.Unmounted)
			if err != nil {
				return err
			}
			if errors.Is(chosen.trouble, media.ErrNotAllowed) {
				return chosen.trouble
			}
			now, err := chosen.Mount(cmd.Context())
			if err != nil {
				return err
			}
			if f.json {
				return printJSON(s.out, newStickJSON(plugged{Stick: *now}))
			}
			s.line("%s", now.Path)
			return nil
		},
	}
}

// samePlace reports whether a person means the place of a stick: E: or e:\ for
// E:\, and a folder with or without what ends it.
func samePlace(path, typed string) bool {
	const ends = `/\`
	path, typed = strings.TrimRight(path, ends), strings.TrimRight(typed, ends)
	if drive := strings.HasSuffix(path, ":"); drive {
		return strings.EqualFold(path, typed)
	}
	return path != "" && path == typed
}

// pick finds the stick that is meant: the one named, or the only one in a state.
func pick(list []plugged, args []string, state media.State) (plugged, error) {
	fits := func(p plugged) bool { return p.Stick.State == state }
	if len(args) > 0 {
		fits = func(p plugged) bool {
			return slices.Contains([]string{p.Name(), p.Label, p.Device, p.Path, p.Identity.Serial}, args[0]) || samePlace(p.Path, args[0])
		}
	}
	var found []plugged
	for _, p := range list {
		if fits(p) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return plugged{}, usagef("there is no such stick; 'handback sticks' lists what is plugged in")
	case 1:
		return found[0], nil
	default:
		return plugged{}, usagef("%d sticks could be meant; name the device, such as %s", len(found), found[0].Device)
	}
}
