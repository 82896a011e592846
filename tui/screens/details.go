package screens

import (
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
)

// detailLines are the pane beside the steps: the device, what goes back, the
// files, and where the record lies; an empty dir leaves that out.
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
	if said := text.PortalSays(r, e.Now); said != "" {
		add(text.PortalWordTitle, said)
	}
	if r.Evidence != nil {
		add(text.DeclaredTitle, text.EvidenceTexts(*r.Evidence)...)
	}
	if texts = text.RecordTexts(r); len(texts) > 0 {
		add(text.FilesTitle, texts...)
	}
	if r.Reason != "" {
		add(text.ReasonTitle, text.Printable("", r.Reason))
	}
	if dir != "" {
		add(text.RecordTitle, text.Printable("", dir))
	}
	return lines
}

// detailLicenses is how many licenses the pane names.
const detailLicenses = 4

// leg is one part of the way that files travel.
type leg struct {
	alone  string // as a picture of its own
	middle int    // where it is in the whole picture, in cells
}

// legs are the parts of the way by what an act on them needs.
var legs = map[capability.Need]leg{
	capability.NeedsDevice: {"DEVICE ═══ LAPTOP", 13},
	capability.NeedsStick:  {"LAPTOP ─── STICK", 28},
	capability.NeedsPortal: {"STICK ┄┄┄ PORTAL", 42},
}

// legLines are the picture of the whole way and, under the leg that is being
// traveled, what travels.
func legLines(next capability.Act) []string {
	const picture = "   DEVICE ═══════ LAPTOP ─────── STICK ┄┄┄┄┄┄┄ PORTAL"
	at, travels := legs[next.Need]
	if !travels {
		return []string{picture, ""}
	}
	what := text.Travel(next)
	if next.Need == capability.NeedsPortal { // there is more room to the left
		return []string{picture, strings.Repeat(" ", max(0, at.middle-text.Width(what)-1)) + what + " ▲"}
	}
	return []string{picture, strings.Repeat(" ", at.middle) + "▲ " + what}
}

// legText is the leg alone, for a narrow window.
func legText(next capability.Act) string {
	at, travels := legs[next.Need]
	if !travels {
		return ""
	}
	what, _, _ := strings.Cut(text.Travel(next), ",")
	return at.alone + "  " + what
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
		all = append(all, theme.Styled{Style: th.Danger, Text: text.WarningTitle + text.Foreign(f.Text) + text.FlagMeans(f.Flag)})
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
