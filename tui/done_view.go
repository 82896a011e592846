package tui

import (
	"slices"

	"handback/capability"
)

func (d done) page(e env) page {
	p := page{context: contextText(d.r), title: doneTitle, top: d.top, lines: d.headLines(e)}
	if len(d.r.Order.Lines) > 0 {
		p.lines = append(p.lines, "", " "+e.theme.head.Render(wentTitle(d.r)))
	}
	for _, line := range d.r.Order.Lines {
		held := capability.CountOf(d.r.Before, line.ActivationID)
		p.lines = append(p.lines, lineLines(line, endedText(d.r, held, line.Count), e.room.w)...)
	}
	part := func(title string, texts ...string) {
		p.lines = append(p.lines, "", " "+e.theme.head.Render(title))
		for _, text := range texts {
			p.lines = append(p.lines, indent(wrap(text, e.room.w-5), 3)...)
		}
	}
	credits := []string{closingText(d.r)}
	for _, id := range d.r.Credited {
		credits = append(credits, creditedText(d.r, id))
	}
	part(portalTitle, credits...)
	if d.r.Evidence != nil {
		part(declaredTitle, evidenceTexts(*d.r.Evidence)...)
	}
	part(recordTitle, append([]string{printable("", d.dir)}, recordTexts(d.r)...)...)
	if d.r.Stage == capability.StageClosed {
		part(certificateTitle, certificateText(d.r.ID))
	}
	return p
}

// headLines say how it ended, what is odd about it, and where the licenses go.
func (d done) headLines(e env) []string {
	var told []styled
	for _, n := range slices.Concat(d.note, []string{ClosedText(d.r)}) {
		told = append(told, styled{e.theme.done, n})
	}
	if text := OriginText(d.r); text != "" {
		told = append(told, styled{e.theme.next, text})
	}
	if d.r.Problem != nil {
		told = append(told, styled{e.theme.danger, problemTitle + ProblemText(d.r)})
	}
	for _, f := range d.r.Flags {
		told = append(told, styled{e.theme.danger, oddTitle + foreignText(f.Text) + flagMeansText(f.Flag)})
	}
	if d.r.Replacement != nil {
		told = append(told, styled{e.theme.next, transferText(d.r, e.connected())})
	}
	var lines []string
	for _, n := range told {
		lines = append(lines, dress(n.style, indent(wrap(n.text, e.room.w-3), 1))...)
	}
	return lines
}
