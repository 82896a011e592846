package screens

import (
	"strings"

	"handback/capability"
	"handback/tui/text"
)

// leg is one part of the way that files travel.
type leg int

const (
	noLeg   leg = iota
	cable       // between device and laptop
	plugged     // between laptop and stick
	carried     // between stick and portal
)

// legOf is the leg on which an act is.
func legOf(a capability.Act) leg {
	switch a.Need {
	case capability.NeedsDevice:
		return cable
	case capability.NeedsStick:
		return plugged
	case capability.NeedsPortal:
		return carried
	default:
		return noLeg
	}
}

// picture is the whole way; the middle of each leg is at middles.
const picture = "   DEVICE ═══════ LAPTOP ─────── STICK ┄┄┄┄┄┄┄ PORTAL"

// legLines are the picture and, under the leg that is being traveled, what
// travels.
func legLines(r capability.Return) []string {
	middles := [...]int{cable: 13, plugged: 28, carried: 42}
	at := legOf(capability.Next(r))
	if at == noLeg {
		return []string{picture, ""}
	}
	what := text.Travel(capability.Next(r))
	left := strings.Repeat(" ", middles[at]) + "▲ " + what
	if at == carried { // there is more room to the left
		left = strings.Repeat(" ", max(0, middles[at]-text.Width(what)-1)) + what + " ▲"
	}
	return []string{picture, left}
}

// legText is the leg alone, for a narrow window.
func legText(r capability.Return) string {
	act := capability.Next(r)
	what, _, _ := strings.Cut(text.Travel(act), ",")
	switch legOf(act) {
	case cable:
		return "DEVICE ═══ LAPTOP  " + what
	case plugged:
		return "LAPTOP ─── STICK  " + what
	case carried:
		return "STICK ┄┄┄ PORTAL  " + what
	default:
		return ""
	}
}
