package tui

import (
	"handback/device/console/profile"
)

// How devices are reached.
const (
	reachTitle       = "How is the device reached?"
	reachKeyText     = "SMP or console"
	reachChooseText  = "choose this"
	reachHelpText    = "Most devices speak the management protocol. One that has no more than a console needs a profile, which tells how to log in and what to type there."
	bySMPText        = "the management protocol (SMP)"
	typedProfileText = "A profile's file:"
	emptyProfileText = "Nothing was typed yet. Type the path of a profile, such as ./my-device.toml, then Enter."
	profileWorkText  = "Reading the profile"
)

// byProfileText names a profile, by its title where it is built in.
func byProfileText(name string) string {
	if p, err := profile.Builtin(name); err == nil {
		return printable(": ", name, p.Title)
	}
	return printable("", name)
}

// reachText says how devices are reached now, where that is not the usual way.
func reachText(name string) string {
	if name == "" {
		return ""
	}
	return "Devices are reached by their console: " + byProfileText(name) + "."
}
