package main

import (
	"cmp"
	"context"
	"fmt"

	"handback/capability/media"
	"handback/cmd/internal/config"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const sticksLong = `List the sticks and cards that are plugged in: whether each can be used, and
what to do if not. A folder that no list shows can be given with --stick.`

func newSticks(f *flags, s streams) *cobra.Command {
	sticks := &cobra.Command{
		Use:   "sticks",
		Short: "List the sticks that are plugged in",
		Long:  sticksLong,
		Args:  usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := f.plugged(cmd.Context())
			if err != nil {
				return err
			}
			if f.json {
				return printJSON(s.out, newSticksJSON(list))
			}
			return printSticks(s, list)
		},
	}
	sticks.AddCommand(newSticksMount(f, s), newSticksRelease(f, s))
	return sticks
}

// plugged is a stick with what the site says of it.
type plugged struct {
	media.Stick
	trouble error // nil: it can be used
}

func (f *flags) plugged(ctx context.Context) ([]plugged, error) {
	c, err := config.Load(f.configFile)
	if err != nil {
		return nil, err
	}
	found, err := new(media.Finder).Plugged(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]plugged, len(found))
	for i, stick := range found {
		trouble := media.Policy(c.Stick).Allows(&stick)
		if trouble == nil {
			trouble = stick.Usable()
		}
		list[i] = plugged{stick, trouble}
	}
	return list, nil
}

func printSticks(s streams, list []plugged) error {
	if len(list) == 0 {
		s.line("no sticks found; a folder that is not listed can be given with --stick all the same")
		return nil
	}
	t := s.table("STICK", "STATE", "MADE BY", "SERIAL", "FORMAT", "BYTES", "FREE", "PLACE")
	for _, p := range list {
		i := p.Identity
		t.row(p.Name(), p.Stick.State.String(), i.Made(), i.Serial, p.FileSystem, fmt.Sprint(p.Size), p.free(), cmp.Or(p.Path, p.Device))
	}
	if err := t.flush(); err != nil {
		return err
	}
	for _, p := range list {
		if p.trouble != nil {
			e := text.Explain(p.trouble)
			s.line("%s: %s", p.Name(), e.What)
			s.line("  %s", e.Do)
		}
	}
	return nil
}

// free is what may still be written to a stick.
func (p plugged) free() string {
	switch {
	case p.Stick.State != media.Ready:
		return "-"
	case p.Protected:
		return "write-protected"
	case p.ReadOnly:
		return "read-only"
	default:
		return fmt.Sprint(p.Free)
	}
}
