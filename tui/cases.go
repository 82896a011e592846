package tui

import (
	"handback/capability/desk"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// cases chooses the case of another laptop that a person takes in.
type cases struct {
	stick  string
	all    []desk.Case // that can be taken in
	cursor int
}

func toCases(p situationRead) cases {
	v := cases{stick: p.stick}
	for _, c := range p.Cases {
		if c.CanBeTakenIn() {
			v.all = append(v.all, c)
		}
	}
	return v
}

// takeIn asks about the one case that can be taken in, or which it shall be.
func takeIn(p situationRead) intent {
	v := toCases(p)
	if len(v.all) == 1 {
		return open{v.ask(v.all[0])}
	}
	return open{v}
}

func (v cases) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		return v, handOn{msg}
	case tea.KeyMsg:
		var then intent
		v.cursor, then = pick(msg, v.cursor, len(v.all), e.room.h, func(i int) intent { return open{v.ask(v.all[i])} })
		return v, then
	}
	return v, nil
}

// ask asks before anything of a case is noted here.
func (v cases) ask(c desk.Case) questionScreen {
	return questionScreen{question{
		title: takeInTitle, context: printable("", string(c.ID)), lines: caseLines(c, v.stick),
		no: takeInNoText, yes: takeInYesText,
	}, run{takeInJob(v.stick, c)}}
}

func (v cases) page(e env) page {
	p := page{title: casesTitle}
	if len(v.all) == 0 {
		p.lines = indent(wrap(noCasesText, e.room.w-2), 1)
		return p
	}
	var rows []row
	for _, c := range v.all {
		rows = append(rows, row{c.Path, wrap(CaseText(c), e.room.w-4)})
	}
	p.lines, p.top = rowLines(e.theme, rows, v.all[v.cursor].Path, e.room.h)
	return p
}

func (v cases) keys(env) []key.Binding {
	return append([]key.Binding{when(len(v.all) > 0, enterKey(takeInKeyText)), backKey()}, moveKeys().all()...)
}
