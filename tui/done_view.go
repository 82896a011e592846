package tui

import "handback/capability"

func (d done) page(e env) page {
	w := e.room.w - 3
	p := page{context: contextText(d.r), title: doneTitle, top: d.top}
	add := func(lines ...string) { p.lines = append(p.lines, lines...) }
	for _, n := range d.note {
		add(dress(e.look.done, indent(wrap(n, w), 1))...)
	}
	add(dress(e.look.done, indent(wrap(ClosedText(d.r), w), 1))...)
	if d.r.Problem != nil {
		add(dress(e.look.danger, indent(wrap(problemTitle+problemText(*d.r.Problem), w), 1))...)
	}
	for _, f := range d.r.Flags {
		add(dress(e.look.danger, indent(wrap(oddTitle+foreignText(f.Text)+flagMeansText(f.Flag), w), 1))...)
	}
	if d.r.Replacement != nil {
		add(dress(e.look.next, indent(wrap(transferText(d.r, e.hand.link), w), 1))...)
	}
	if len(d.r.Order.Lines) > 0 {
		add("", " "+e.look.head.Render(wentTitle(d.r)))
	}
	for _, line := range d.r.Order.Lines {
		held := capability.CountOf(d.r.Before, line.ActivationID)
		add(lineLines(line, endedText(d.r, held, line.Count), e.room.w)...)
	}
	add("", " "+e.look.head.Render(portalTitle))
	add(indent(wrap(closingText(d.r), w-2), 3)...)
	for _, id := range d.r.Credited {
		add(indent(wrap(creditedText(id), w-2), 3)...)
	}
	add("", " "+e.look.head.Render(recordTitle))
	add(indent(wrap(printable("", d.dir), w-2), 3)...)
	for _, a := range d.r.Artifacts() {
		add("   " + artifactText(d.r, a))
	}
	if d.r.Stage == capability.StageClosed {
		add("", " "+e.look.head.Render(certificateTitle))
		add(indent(wrap(certificateText(d.r.ID), w-2), 3)...)
	}
	return p
}
