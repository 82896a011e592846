package screens

import (
	"handback/capability/desk"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// cases chooses the case of another laptop that a person takes in.
type cases struct {
	stick  string
	all    []desk.Case // that can be taken in
	cursor int
}

func newCases(p work.Situation) cases { return cases{stick: p.Stick, all: p.CasesToTakeIn()} }

// takeIn asks about the one case that can be taken in, or which it shall be.
func takeIn(p work.Situation) Intent {
	v := newCases(p)
	if len(v.all) == 1 {
		return Open{v.ask(v.all[0])}
	}
	return Open{v}
}

// Update implements [Screen].
func (v cases) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		return v, HandOn{msg}
	case tea.KeyMsg:
		var then Intent
		v.cursor, then = pick(msg, v.cursor, len(v.all), e.Room.H, func(i int) Intent { return Open{v.ask(v.all[i])} })
		return v, then
	}
	return v, nil
}

// ask asks before anything of a case is noted here.
func (v cases) ask(c desk.Case) questionScreen {
	return questionScreen{widget.Question{
		Title: text.TakeInTitle, Context: text.Printable("", string(c.ID)), Lines: text.CaseLines(c, v.stick),
		No: text.TakeInNo, Yes: text.TakeInYes,
	}, Run{work.TakeInJob(v.stick, c)}}
}

// Page implements [Screen].
func (v cases) Page(e Env) widget.Page {
	p := widget.Page{Title: text.CasesTitle}
	if len(v.all) == 0 {
		p.Lines = e.paragraph(text.NoCases)
		return p
	}
	var rows []widget.Row
	for _, c := range v.all {
		rows = append(rows, widget.Row{Key: c.Path, Lines: text.Wrap(text.Case(c), e.Room.W-4)})
	}
	p.Lines, p.Top = widget.RowLines(e.Theme, rows, v.all[v.cursor].Path, e.Room.H)
	return p
}

// Keys implements [Screen].
func (v cases) Keys(Env) []key.Binding {
	return widget.WithMoves(widget.When(len(v.all) > 0, widget.EnterKey(text.TakeInKey)), widget.BackKey())
}
