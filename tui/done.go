package tui

import (
	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// done is the end of a return: what was returned, what the portal credited, on
// what that rests, and where the record lies.
type done struct {
	r   capability.Return
	dir string
	top int
}

func (d done) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return d, nil
	}
	if key.Matches(pressed, enterKey(""), backKey()) {
		return d, restart{}
	}
	d.top = move(pressed, d.top, d.page(e).highest(e.room.h)+1, e.room.h)
	return d, nil
}

func (d done) keys(env) []key.Binding {
	return append([]key.Binding{enterKey(homeKeyText)}, moveKeys().all()...)
}

func (d done) page(e env) page {
	w := e.room.w - 3
	p := page{context: contextText(d.r), title: doneTitle, top: d.top}
	p.lines = append(p.lines, dress(e.look.done, indent(wrap(ClosedText(d.r), w), 1))...)
	p.lines = append(p.lines, "", " "+e.look.head.Render(returnedTitle))
	for _, line := range d.r.Order.Lines {
		held := capability.CountOf(d.r.Before, line.ActivationID)
		p.lines = append(p.lines, lineLines(line, wentText(held, line.Count), e.room.w)...)
	}
	p.lines = append(p.lines, "", " "+e.look.head.Render(portalTitle))
	p.lines = append(p.lines, indent(wrap(closingText(d.r), w-2), 3)...)
	for _, id := range d.r.Credited {
		p.lines = append(p.lines, indent(wrap(creditedText(id), w-2), 3)...)
	}
	p.lines = append(p.lines, "", " "+e.look.head.Render(recordTitle))
	p.lines = append(p.lines, indent(wrap(printable("", d.dir), w-2), 3)...)
	for _, a := range d.r.Artifacts() {
		p.lines = append(p.lines, "   "+artifactText(a))
	}
	return p
}

// over reports whether a return has come to its end and no act follows.
func over(r capability.Return) bool {
	return capability.Next(r).Kind == capability.ActNothing
}
