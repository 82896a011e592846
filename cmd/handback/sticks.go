package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"handback/capability/media"
	"handback/cmd/internal/config"
	"handback/tui/text"

	"github.com/spf13/cobra"
)

const sticksLong = `List the sticks and cards that are plugged in: whether each can be used, and
what to do if not. --stick can name a folder that no list shows.`

func newSticks(f *flags, s streams) *cobra.Command {
	sticks := &cobra.Command{
		Use:   "sticks",
		Short: "List the sticks that are plugged in",
		Long:  sticksLong,
		RunE: func(cmd *cobra.Command, _ []string) error {
			list, err := f.listSticks(cmd.Context())
			if err != nil {
				return err
			}
			if f.json {
				all := make([]stickJSON, len(list))
				for i, p := range list {
					all[i] = newStickJSON(p)
				}
				return printJSON(s.out, all)
			}
			return printSticks(s, list)
		},
	}
	sticks.AddCommand(newSticksMount(f, s), newSticksRelease(f, s))
	return sticks
}

// listedStick is a stick that is plugged in, and why it can't be used here.
type listedStick struct {
	media.Stick
	trouble error // nil: it can be used
}

func (f *flags) listSticks(ctx context.Context) ([]listedStick, error) {
	c, err := config.Load(f.configFile)
	if err != nil {
		return nil, err
	}
	found, err := new(media.Finder).Plugged(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]listedStick, len(found))
	for i, stick := range found {
		trouble := media.SitePolicy(c.Stick).Allows(&stick)
		if trouble == nil {
			trouble = stick.Usable()
		}
		list[i] = listedStick{stick, trouble}
	}
	return list, nil
}

func printSticks(s streams, list []listedStick) error {
	if len(list) == 0 {
		s.line("no sticks found; a folder that is not listed can still be given with --stick")
		return nil
	}
	t := s.table("STICK", "STATE", "MADE BY", "SERIAL", "FORMAT", "BYTES", "FREE", "PLACE")
	for _, p := range list {
		i := p.Identity
		t.row(p.Name(), text.StickState(p.Stick.State), i.Made(), i.Serial, p.FileSystem, fmt.Sprint(p.Size), p.free(), cmp.Or(p.Path, p.Device))
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

// free says how many bytes a stick still takes, or why none.
func (p listedStick) free() string {
	switch {
	case p.Stick.State != media.Ready:
		return "-"
	case p.Protected:
		return text.Phrase("write-protected").String()
	case p.ReadOnly:
		return text.Phrase("read-only").String()
	default:
		return fmt.Sprint(p.Free)
	}
}

const sticksMountLong = `Have the system mount a stick that is plugged in, and print where. NAME is its
label, its device or its serial number; the only one that waits to be mounted
needs no name.`

func newSticksMount(f *flags, s streams) *cobra.Command {
	return &cobra.Command{
		Use:   "mount [NAME]",
		Short: "Mount a stick that is plugged in",
		Long:  sticksMountLong,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := f.listSticks(cmd.Context())
			if err != nil {
				return err
			}
			chosen, err := pickStick(list, args, media.Unmounted)
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
				return printJSON(s.out, newStickJSON(listedStick{Stick: *now}))
			}
			s.line("%s", now.Path)
			return nil
		},
	}
}

// samePath reports whether a person means the path of a stick: E: or e:\ for
// E:\, and a folder with or without a slash at its end.
func samePath(path, typed string) bool {
	const ends = `/\`
	path, typed = strings.TrimRight(path, ends), strings.TrimRight(typed, ends)
	if drive := strings.HasSuffix(path, ":"); drive {
		return strings.EqualFold(path, typed)
	}
	return path != "" && path == typed
}

// pickStick finds the stick that the user means: the one named, or the only one
// in a state.
func pickStick(list []listedStick, args []string, state media.State) (listedStick, error) {
	fits := func(p listedStick) bool { return p.Stick.State == state }
	if len(args) > 0 {
		fits = func(p listedStick) bool {
			return slices.Contains([]string{p.Name(), p.Label, p.Device, p.Path, p.Identity.Serial}, args[0]) || samePath(p.Path, args[0])
		}
	}
	found := slices.DeleteFunc(slices.Clone(list), func(p listedStick) bool { return !fits(p) })
	switch len(found) {
	case 0:
		return listedStick{}, usagef("there is no such stick; 'handback sticks' lists what is plugged in")
	case 1:
		return found[0], nil
	default:
		return listedStick{}, usagef("%d sticks could be meant; name the device, such as %s", len(found), found[0].Device)
	}
}

const sticksReleaseLong = `Have the system write everything to a stick, unmount it and turn it off, and say
whether you can take it out. NAME is its label, its device, where it is mounted
or its serial number; the only one that is mounted needs no name. The exit status
is 0 only when you can take it out.`

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
		Short: "Take a stick out of use, and say whether you can take it out",
		Long:  sticksReleaseLong,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := f.listSticks(cmd.Context())
			if err != nil {
				return err
			}
			chosen, err := pickStick(list, args, media.Ready)
			if err != nil {
				return err
			}
			r, err := chosen.Release(cmd.Context())
			if err != nil {
				return err
			}
			switch {
			case f.json:
				err = printJSON(s.out, releasedJSON{r.Synced, r.Unmounted, r.PoweredOff, r.MayRemove()})
			case r.MayRemove():
				s.line("%s", text.Released(chosen.Name(), r))
			}
			if err == nil && !r.MayRemove() {
				err = r.Missing
			}
			return err
		},
	}
}

type stickJSON struct {
	Name       string `json:"name"`
	State      string `json:"state"` // ready, unmounted, locked, blank, denied or failing
	Path       string `json:"path,omitempty"`
	Device     string `json:"device,omitempty"`
	Label      string `json:"label,omitempty"`
	Maker      string `json:"maker,omitempty"`
	Model      string `json:"model,omitempty"`
	Serial     string `json:"serial,omitempty"`
	Vendor     string `json:"usb_vendor,omitempty"`
	Product    string `json:"usb_product,omitempty"`
	Place      string `json:"place,omitempty"`
	Volume     string `json:"volume,omitempty"`
	FileSystem string `json:"file_system,omitempty"`
	Size       int64  `json:"size,omitempty"` // bytes
	Free       int64  `json:"free"`           // bytes
	ReadOnly   bool   `json:"read_only"`
	Protected  bool   `json:"write_protected"`
	Usable     bool   `json:"usable"`
	Why        string `json:"why_not,omitempty"`
	Do         string `json:"do,omitempty"`
}

func newStickJSON(p listedStick) stickJSON {
	s, i := p.Stick, p.Identity
	j := stickJSON{
		Name: s.Name(), State: s.State.String(), Path: s.Path, Device: s.Device, Label: s.Label,
		Maker: i.Maker, Model: i.Model, Serial: i.Serial, Vendor: i.VendorID, Product: i.ProductID, Place: s.USBPort, Volume: i.Volume,
		FileSystem: s.FileSystem, Size: s.Size, Free: s.Free, ReadOnly: s.ReadOnly, Protected: s.Protected, Usable: p.trouble == nil,
	}
	if s.State != media.Ready {
		j.Free = 0
	}
	if p.trouble != nil {
		e := text.Explain(p.trouble)
		j.Why, j.Do = e.What, e.Do
	}
	return j
}

// onStick is the path of a file below the stick's folder, with slashes, as the
// stick's own files are named. A relative path counts as one below that folder.
func onStick(stick, file string) (string, error) {
	if !filepath.IsAbs(file) {
		return filepath.ToSlash(file), nil
	}
	root, err := filepath.Abs(stick)
	if err != nil {
		return "", err
	}
	dir, name := filepath.Split(file)
	for _, path := range []*string{&root, &dir} { // a stick is often mounted behind a link; the file itself is none
		if real, err := filepath.EvalSymlinks(*path); err == nil {
			*path = real
		}
	}
	below, err := filepath.Rel(root, filepath.Join(dir, name))
	if err != nil || !filepath.IsLocal(below) {
		return "", usagef("%s is not on the stick at %s", file, stick)
	}
	return filepath.ToSlash(below), nil
}
