package text

import (
	"handback/device/console/profile"
)

// How devices are reached.
const (
	ReachTitle   = "How is the device reached?"
	ReachKey     = "SMP or console"
	ReachChoose  = "choose this"
	ReachHelp    = "Most devices speak the management protocol. One that has no more than a console needs a profile, which tells how to log in and what to type there."
	BySMP        = "the management protocol (SMP)"
	TypedProfile = "A profile's file:"
	EmptyProfile = "Nothing was typed yet. Type the path of a profile, such as ./my-device.toml, then Enter."
	ProfileWork  = "Reading the profile"
)

// ByProfile names a profile, by its title where it is built in.
func ByProfile(name string) string {
	if p, err := profile.Builtin(name); err == nil {
		return Printable(": ", name, p.Title)
	}
	return Printable("", name)
}

// Reach says how devices are reached now, where that is not the usual way.
func Reach(name string) string {
	if name == "" {
		return ""
	}
	return "Devices are reached by their console: " + ByProfile(name) + "."
}
