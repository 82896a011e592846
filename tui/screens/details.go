package screens

import (
	"path/filepath"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
)

// detailLines are the pane beside the steps: the device, what goes back, the
// files, and where the record lies; an empty dir leaves that out.
func detailLines(r capability.Return, dir string, e Env) []string {
	var lines []string
	add := func(title string, texts ...string) {
		lines = append(lines, e.Theme.Heading.Render(title))
		for _, t := range texts {
			lines = append(lines, text.Indent(text.Wrap(t, stepsPane-5), 2)...)
		}
		lines = append(lines, "")
	}
	add(text.DeviceTitle.String(), text.IdentityTexts(r.Device)...)
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
	add(text.ConfirmationTitle.String(), text.Confirmation(r))
	if said := text.PortalSays(r, e.Now); said != "" {
		add(text.PortalWordTitle.String(), said)
	}
	if r.Evidence != nil {
		add(text.DeclaredTitle.String(), text.EvidenceTexts(*r.Evidence)...)
	}
	if texts = text.RecordTexts(r); len(texts) > 0 {
		add(text.FilesTitle.String(), texts...)
	}
	if r.Reason != "" {
		add(text.ReasonTitle.String(), text.Printable("", r.Reason))
	}
	if dir != "" {
		add(text.RecordTitle.String(), text.Printable("", dir))
	}
	return lines
}

// detailLicenses is how many licenses the pane names.
const detailLicenses = 4

// legs are the parts of the way that files travel, by what an act on it needs: each leads
// from that of [text.WayNames] to the one after it.
var legs = map[capability.Need]int{capability.NeedsDevice: 0, capability.NeedsStick: 1, capability.NeedsPortal: 2}

// links are the marks of the legs. That to the device is not there until it is connected.
func (s steps) links(e Env) [3]string {
	m := e.Theme.Marks
	cable := m.Cable
	if !e.connectedTo(s.Return.Device.Host) {
		cable = m.Missing
	}
	return [3]string{cable, m.Carried, m.Missing}
}

// way is the picture of the whole way: what is where, and on which leg something
// travels next.
func (s steps) way(e Env) []string {
	const stops = 4
	names := text.WayNames
	box := 15 // cells
	for _, name := range names {
		box = max(box, text.Width(name.String())+6)
	}
	stick := s.stickName(e)
	if text.Width(stick) > box-4 {
		stick = filepath.Base(stick) // of a folder, its own name
	}
	holds := text.WayHolds(s.Return, text.Middle(stick, box-4))
	gap := (e.Room.W - 2 - stops*box) / (stops - 1)
	if gap < 2 {
		return []string{" " + s.legText(e)}
	}
	gap = min(gap, 9)
	links := s.links(e)
	leg, travels := legs[s.leg(e).Need]
	lines := []string{" ", " ", " "}
	for i, name := range names {
		p := widget.Panel{Title: name.String(), Border: e.Theme.Border}
		if travels && (i == leg || i == leg+1) {
			p.Border = e.Theme.Accent
		}
		for n, line := range p.Lines(e.Theme, box, []string{text.Fit(" "+holds[i], box-2)}) {
			lines[n] += line
		}
		if i == stops-1 {
			break
		}
		link := strings.Repeat(links[i], gap)
		if travels && i == leg {
			link = e.Theme.Accent.Render(s.moving(e, strings.Repeat(links[i], gap-1)))
		}
		lines[0], lines[1], lines[2] = lines[0]+strings.Repeat(" ", gap), lines[1]+link, lines[2]+strings.Repeat(" ", gap)
	}
	return lines
}

// moving is a link on which something travels: to the device only what is loaded there.
func (s steps) moving(e Env, link string) string {
	if s.leg(e).Kind == capability.ActLoadResponse {
		return e.Theme.Marks.Returns + link
	}
	return link + e.Theme.Marks.Travels
}

// stickName names the stick that is used; empty: there is none.
func (s steps) stickName(e Env) string {
	if stick := e.stick(); stick != nil {
		return text.ShortStick(stick)
	}
	return ""
}

// legText is the leg alone, for a narrow window.
func (s steps) legText(e Env) string {
	next := s.leg(e)
	leg, travels := legs[next.Need]
	if !travels {
		return ""
	}
	what, _, _ := strings.Cut(text.Travel(next), ",")
	return text.WayNames[leg].String() + " " + s.moving(e, strings.Repeat(s.links(e)[leg], 2)) + " " + text.WayNames[leg+1].String() + "  " + what
}

// warnings are what stands in the way of a return and what is odd about it.
func warnings(r capability.Return, th theme.Theme) []theme.Styled {
	var all []theme.Styled
	if r.Problem != nil {
		all = append(all, theme.Styled{Style: th.Danger, Text: text.ProblemTitle.String() + text.Problem(r)})
	}
	if origin := text.Origin(r); origin != "" {
		all = append(all, theme.Styled{Style: th.Accent, Text: origin})
	}
	for _, f := range r.Flags {
		all = append(all, theme.Styled{Style: th.Danger, Text: text.WarningTitle.String() + text.Warned(f)})
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
