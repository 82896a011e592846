package screens

import (
	"slices"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
)

func (d done) Page(e Env) widget.Page {
	p := widget.Page{Context: text.Context(d.r), Title: text.DoneTitle, Top: d.top, Lines: d.headLines(e)}
	if len(d.r.Order.Lines) > 0 {
		p.Lines = append(p.Lines, "", " "+e.Theme.Head.Render(text.WentTitle(d.r)))
	}
	for _, line := range d.r.Order.Lines {
		held := capability.CountOf(d.r.Before, line.ActivationID)
		p.Lines = append(p.Lines, lineLines(line, text.Ended(d.r, held, line.Count), e.Room.W)...)
	}
	part := func(title string, texts ...string) {
		p.Lines = append(p.Lines, "", " "+e.Theme.Head.Render(title))
		for _, words := range texts {
			p.Lines = append(p.Lines, text.Indent(text.Wrap(words, e.Room.W-5), 3)...)
		}
	}
	credits := []string{text.Closing(d.r)}
	for _, id := range d.r.Credited {
		credits = append(credits, text.Credited(d.r, id))
	}
	part(text.PortalTitle, credits...)
	if d.r.Evidence != nil {
		part(text.DeclaredTitle, text.EvidenceTexts(*d.r.Evidence)...)
	}
	part(text.RecordTitle, append([]string{text.Printable("", d.dir)}, text.RecordTexts(d.r)...)...)
	if d.r.Stage == capability.StageClosed {
		part(text.CertificateTitle, text.Certificate(d.r.ID))
	}
	return p
}

// headLines say how it ended, what is odd about it, and where the licenses go.
func (d done) headLines(e Env) []string {
	var told []theme.Styled
	for _, n := range slices.Concat(d.note, []string{text.Closed(d.r)}) {
		told = append(told, theme.Styled{Style: e.Theme.Done, Text: n})
	}
	if text := text.Origin(d.r); text != "" {
		told = append(told, theme.Styled{Style: e.Theme.Next, Text: text})
	}
	if d.r.Problem != nil {
		told = append(told, theme.Styled{Style: e.Theme.Danger, Text: text.ProblemTitle + text.Problem(d.r)})
	}
	for _, f := range d.r.Flags {
		told = append(told, theme.Styled{Style: e.Theme.Danger, Text: text.OddTitle + text.Foreign(f.Text) + text.FlagMeans(f.Flag)})
	}
	if d.r.Replacement != nil {
		told = append(told, theme.Styled{Style: e.Theme.Next, Text: text.Transfer(d.r, e.connected())})
	}
	var lines []string
	for _, n := range told {
		lines = append(lines, theme.Dress(n.Style, text.Indent(text.Wrap(n.Text, e.Room.W-3), 1))...)
	}
	return lines
}
