package screens

import (
	"errors"
	"testing"

	"handback/capability"
	"handback/capability/media"
	"handback/tui/internal/sample"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

// sampleSticks are sticks in all states.
func sampleSticks() []media.Stick {
	kingston := media.Identity{VendorID: "0951", ProductID: "1666", Serial: "60A44C413FAE", Maker: "Kingston", Model: "DataTraveler 3.0", Volume: "1A2B-3C4D"}
	return []media.Stick{
		{
			Path: "/media/kim/KINGSTON", Device: "/dev/sdb1", Label: "KINGSTON", FileSystem: "vfat", Size: 14_400_000_000, Free: 9_100_000_000,
			Identity: kingston,
		},
		{Device: "/dev/sdc1", Label: "SERVICE", FileSystem: "exfat", Size: 64_000_000_000, State: media.Unmounted},
		{
			Path: "/media/kim/SAFE", Device: "/dev/sdd1", Label: "SAFE", FileSystem: "vfat", Size: 2_000_000_000, Free: 1_900_000_000,
			ReadOnly: true, Protected: true,
		},
		{Device: "/dev/sde", Size: 32_000_000_000, State: media.Locked, Identity: media.Identity{Maker: "SanDisk", Model: "Ultra"}},
		{Device: "/dev/sdf", Size: 8_000_000_000, State: media.Blank, Identity: media.Identity{Maker: "Generic", Model: "Flash Disk"}},
		{Path: "/media/lee/OTHER", Device: "/dev/sdg1", Label: "OTHER", State: media.Denied},
		{Path: "/media/kim/WORN", Device: "/dev/sdh1", Label: "WORN", State: media.Failing},
	}
}

// withSticks are the Steps and the Stick screens with some sticks.
func withSticks(name string, change func(d *Display)) []scene {
	at := func(s func(t testing.TB) Screen) func(testing.TB, Display) Display {
		return func(t testing.TB, d Display) Display {
			change(&d)
			d.Stack = append(d.Stack, s(t))
			return d
		}
	}
	return []scene{
		{"sticks-" + name, at(func(testing.TB) Screen { return sticks{Picker: widget.NewPicker("")} })},
		{"steps-stick-" + name, at(func(t testing.TB) Screen {
			return steps{Standing: work.Standing{Return: sample.At(t, capability.StageRequestMade), RecordDir: sampleDir}}
		})},
	}
}

func stickScenes() []scene {
	all := sampleSticks()
	only := func(s ...media.Stick) func(d *Display) { return func(d *Display) { d.Env.Listed.Sticks = s } }
	said := func(text string, s ...media.Stick) func(d *Display) {
		return func(d *Display) { d.Env.Listed.Sticks, d.Env.Selection.Left = s, text }
	}
	full := all[0]
	full.Path, full.Device, full.Label, full.Free = "/media/kim/FULL", "/dev/sdi1", "FULL", 0
	var scenes []scene
	for _, s := range [][]scene{
		withSticks("none", only()),
		withSticks("one", only(all[0])),
		withSticks("three", only(all[0], all[2], full)),
		withSticks("unmounted", only(all[1])),
		withSticks("read-only", only(all[2])),
		withSticks("full", only(full)),
		withSticks("unusable", only(all[3:]...)),
		withSticks("pulled", said(text.StickLeft(&all[0], media.Gone))),
		withSticks("foreign", said(text.StickLeft(&all[0], media.Replaced), all[2])),
		withSticks("released", said(text.Released("KINGSTON", media.Released{Synced: true, Unmounted: true, PoweredOff: true}))),
		withSticks("busy", said(text.Released("KINGSTON", media.Released{Synced: true, Missing: media.ErrBusy}), all[0])),
	} {
		scenes = append(scenes, s...)
	}
	gone := errors.Join(media.ErrGone, errors.New("input/output error"))
	return append(scenes, scene{"steps-stick-pulled-in-work", on(Failure{Explanation: text.Explain(gone)})})
}
