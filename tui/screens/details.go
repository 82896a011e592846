package screens

import (
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
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

// warnings are what stands in the way of a return and what is odd about it.
func warnings(r capability.Return, th theme.Theme) []theme.Styled {
	var all []theme.Styled
	if r.Problem != nil {
		all = append(all, theme.Styled{Style: th.Danger, Text: text.ProblemTitle + text.Problem(r)})
	}
	if origin := text.Origin(r); origin != "" {
		all = append(all, theme.Styled{Style: th.Next, Text: origin})
	}
	for _, f := range r.Flags {
		all = append(all, theme.Styled{Style: th.Danger, Text: text.OddTitle + text.Foreign(f.Text) + text.FlagMeans(f.Flag)})
	}
	return all
}

// orderLine is one line of an order with its numbers.
func orderLine(line capability.Line, numbers string, w int) []string {
	id := text.Printable("", string(line.ActivationID))
	if text.Width(id)+text.Width(numbers)+6 > w {
		return []string{"   " + text.Cut(id, w-4), "     " + text.Cut(numbers, w-6)}
	}
	return []string{"   " + text.Spread(id, numbers, w-5)}
}

// sideBySide puts two columns next to each other; left is w cells wide.
func sideBySide(left, right []string, w int) []string {
	lines := make([]string, max(len(left), len(right)))
	for i := range lines {
		l, r := "", ""
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		lines[i] = text.Pad(text.Crop(l, w), w) + "  " + r
	}
	return lines
}
