package text

import (
	"handback/device/console/profile"
)

// How devices are reached.
const (
	ReachTitle       = "How is the device reached?"
	ReachKeyText     = "SMP or console"
	ReachChooseText  = "choose this"
	ReachHelpText    = "Most devices speak the management protocol. One that has no more than a console needs a profile, which tells how to log in and what to type there."
	BySMPText        = "the management protocol (SMP)"
	TypedProfileText = "A profile's file:"
	EmptyProfileText = "Nothing was typed yet. Type the path of a profile, such as ./my-device.toml, then Enter."
	ProfileWorkText  = "Reading the profile"
)

// ByProfileText names a profile, by its title where it is built in.
func ByProfileText(name string) string {
	if p, err := profile.Builtin(name); err == nil {
		return Printable(": ", name, p.Title)
	}
	return Printable("", name)
}

// ReachText says how devices are reached now, where that is not the usual way.
func ReachText(name string) string {
	if name == "" {
		return ""
	}
	return "Devices are reached by their console: " + ByProfileText(name) + "."
}
