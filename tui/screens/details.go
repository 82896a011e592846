package screens

import (
	"strings"

	"handback/capability"
	"handback/tui/text"
)

// detailLines are the pane beside the steps: the device, what goes back, the
// files, and where the record lies.
func detailLines(r capability.Return, dir string, e Env) []string {
	var lines []string
	add := func(title string, texts ...string) {
		lines = append(lines, e.Theme.Head.Render(title))
		for _, t := range texts {
			lines = append(lines, text.Indent(text.Wrap(t, stepsPane-3), 2)...)
		}
		lines = append(lines, "")
	}
	add(text.DeviceTitle, text.IdentityTexts(r.Device)...)
	var texts []string
	for i, line := range r.Order.Lines {
		if i == detailLicenses {
			texts = append(texts, text.Others(len(r.Order.Lines)-i))
			break
		}
		held := capability.CountOf(r.Before, line.ActivationID)
		texts = append(texts, text.Printable("", string(line.ActivationID))+": "+text.Stands(r, held, line))
	}
	if len(texts) == 0 {
		texts = []string{text.Order(r)}
	}
	add(text.OrderTitle(r), texts...)
	add(text.ConfirmationTitle, text.Confirmation(r))
	if r.Evidence != nil {
		add(text.DeclaredTitle, text.EvidenceTexts(*r.Evidence)...)
	}
	if texts = text.RecordTexts(r); len(texts) > 0 {
		add(text.FilesTitle, texts...)
	}
	if r.Reason != "" {
		add(text.ReasonTitle, text.Printable("", r.Reason))
	}
	add(text.RecordTitle, text.Printable("", dir))
	return lines
}

// detailLicenses is how many licenses the pane names.
const detailLicenses = 4

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
