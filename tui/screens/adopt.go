package screens

import (
	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// adoption shows what the portal's response changes on the device, after a
// return was opened on it and before anything is loaded.
type adoption struct {
	r   capability.Return
	top int
}

// Update implements [Screen].
func (v adoption) Update(e Env, msg tea.Msg) (Screen, Intent) {
	var then Intent
	v.top, then = read(e, msg, v.Page(e))
	return v, then
}

// Page implements [Screen].
func (v adoption) Page(e Env) widget.Page {
	p := widget.Page{In: string(v.r.ID), Title: text.AdoptTitle(v.r), Context: e.aroundOf(v.r), Top: v.top}
	texts := []string{text.Adopted(v.r), ""}
	if _, read := v.r.Changes(); read {
		texts = append(texts, work.Difference(v.r)...)
	} else {
		texts = append(texts, text.Opaque.String())
	}
	for _, t := range append(texts, "", text.AdoptGoOn.String()) {
		p.Lines = append(p.Lines, e.lineOrBlank(t)...)
	}
	return p
}

// Keys implements [Screen].
func (v adoption) Keys(e Env) []key.Binding { return readKeys(v.top >= v.Page(e).Highest(e.Room.H)) }

// responseChoice chooses the file that only a person knows to be the response:
// to open a return with it, or for one that waits for it.
type responseChoice struct {
	device     capability.Identity
	yes        string // the answer that takes a file
	take       func(desk.Finding) work.Job
	findings   []desk.Finding
	incomplete capability.CutShort // why not all of the stick was read
	cursor     int
}

// newAdoptChoice chooses the file to open a return with.
func newAdoptChoice(p work.Situation, n work.NotAdopted) responseChoice {
	v := responseChoice{
		yes: text.OpaqueYes.String(), findings: text.Candidates(n.Findings), incomplete: n.Incomplete,
		take: func(f desk.Finding) work.Job { return work.AdoptFileJob(p.Stick, f) },
	}
	if p.Reading != nil {
		v.device = p.Reading.Device
	}
	return v
}

// newTakeChoice chooses the file that a return waits for.
func newTakeChoice(c work.Choices) responseChoice {
	return responseChoice{
		device: c.Return.Device, yes: text.TakeYes.String(), findings: text.Candidates(c.Findings), incomplete: c.Incomplete,
		take: func(f desk.Finding) work.Job { return work.TakeFileJob(c.Return.ID, c.Stick, f) },
	}
}

// Update implements [Screen].
func (v responseChoice) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Adopted, work.Standing:
		return v, HandOn{msg}
	case tea.KeyMsg:
		if len(v.findings) > 0 && key.Matches(msg, copyKey("y")) {
			return v, Copy{v.findings[v.cursor].Path}
		}
		var then Intent
		v.cursor, then = pick(msg, v.cursor, len(v.findings), e.Room.H, func(i int) Intent { return Open{v.ask(v.findings[i])} })
		return v, then
	}
	return v, nil
}

// Page implements [Screen].
func (v responseChoice) Page(e Env) widget.Page {
	p := widget.Page{Title: text.OpaqueTitle.String()}
	if len(v.findings) == 0 {
		p.Lines = e.paragraph(text.Printable(" ", text.NoOpaque.String(), text.Incomplete(v.incomplete)))
		return p
	}
	var rows []widget.Row
	for _, f := range v.findings {
		rows = append(rows, widget.Row{Key: f.Path, Lines: text.OpaqueLines(f, e.Room.W-4)})
	}
	above := e.paragraph(text.Printable(" ", text.OpaqueHelp.String(), text.Incomplete(v.incomplete)))
	return widget.Below(p, above, e.Theme, rows, v.findings[v.cursor].Path, e.Room.H)
}

// Keys implements [Screen].
func (v responseChoice) Keys(Env) []key.Binding {
	return widget.WithMoves(widget.When(len(v.findings) > 0, widget.EnterKey(text.ChooseFile.String())), widget.BackKey(), widget.When(len(v.findings) > 0, copyKey("y")))
}

// ask asks before a person's word is taken for it.
func (v responseChoice) ask(f desk.Finding) questionScreen {
	return questionScreen{widget.Question{
		Title: text.OpaqueQuestionTitle.String(), Context: text.Device(v.device),
		Lines: append(text.OpaqueLines(f, 1<<10), "", text.OpaqueFor(f, v.device)),
		No:    text.NotYetNo.String(), Yes: v.yes,
	}, Run{v.take(f)}}
}
