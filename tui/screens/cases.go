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
	widget.Picker
	stick string
	all   []desk.Case // that can be taken in
}

func newCases(p work.Situation) cases {
	return cases{Picker: widget.NewPicker(""), stick: p.Stick, all: p.CasesToTakeIn()}
}

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
		var chosen string
		var back bool
		if v.Picker, chosen, back = picked(v.Picker, msg, v.rows(e), e.Room.H); back {
			return v, Back{}
		}
		for _, c := range v.all {
			if c.Path == chosen {
				return v, Open{v.ask(c)}
			}
		}
	}
	return v, nil
}

// ask asks before anything of a case is noted here.
func (v cases) ask(c desk.Case) questionScreen {
	return questionScreen{widget.Question{
		Title: text.TakeInTitle.String(), Context: text.Printable("", string(c.ID)), Lines: text.CaseLines(c, v.stick),
		No: text.TakeInNo.String(), Yes: text.TakeInYes.String(),
	}, Run{work.TakeInJob(v.stick, c)}}
}

// Page implements [Screen].
func (v cases) Page(e Env) widget.Page {
	p := widget.Page{Title: text.CasesTitle.String()}
	if len(v.all) == 0 {
		p.Lines = e.paragraph(text.NoCases.String())
		return p
	}
	rows := v.rows(e)
	shown, filtered := v.Shown(rows)
	return p.List(e.Room, e.Theme, e.filtered(nil, filtered), e.focus(text.CasesTitle.String(), filtered), shown, v.At(rows))
}

// rows are the cases by their paths.
func (v cases) rows(e Env) []widget.Row {
	var rows []widget.Row
	for _, c := range v.all {
		rows = append(rows, widget.Row{Key: c.Path, Lines: text.Wrap(text.Case(c), e.boxed().Room.W-4)})
	}
	return rows
}

// Typing implements [typist].
func (v cases) Typing(e Env) bool { return v.Picker.Typing(v.rows(e)) }

// Keys implements [Screen].
func (v cases) Keys(e Env) []key.Binding {
	return v.Picker.Keys(v.rows(e), widget.WithMoves(widget.When(len(v.all) > 0, widget.EnterKey(text.TakeInKey.String())), widget.BackKey())...)
}
