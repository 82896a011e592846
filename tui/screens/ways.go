package screens

import (
	"strconv"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// ways are what else can be done with a return now, beside its next act.
type ways struct {
	widget.Picker
	r capability.Return
}

// way is one of them: a fact that a person puts on record, or a file that is
// carried without a stick.
type way struct {
	title, text string
	then        Intent
}

// Update implements [Screen].
func (v ways) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Standing:
		return v, HandOn{msg}
	case work.MessageRead:
		return v, Open{codes{id: msg.ID, message: msg.Message, ink: e.Theme.Ink}}
	case work.PageRead:
		return v, Open{sheet{PageRead: msg}}
	case work.Entered:
		return v, Open{newByHand(msg)}
	case tea.KeyMsg:
		var chosen string
		var back bool
		if v.Picker, chosen, back = picked(v.Picker, msg, v.rows(e), e.Room.H); back {
			return v, Back{}
		}
		if i, err := strconv.Atoi(chosen); err == nil {
			return v, waysOf(e, v.r)[i].then
		}
	}
	return v, nil
}

// Page implements [Screen].
func (v ways) Page(e Env) widget.Page {
	p := widget.Page{In: string(v.r.ID), Title: text.WaysTitle.String(), Context: e.aroundOf(v.r)}
	rows := v.rows(e)
	if len(rows) == 0 {
		p.Lines = e.paragraph(text.NoWays.String())
		return p
	}
	shown, filtered := v.Shown(rows)
	return p.List(e.Room, e.Theme, e.filtered(nil, filtered), e.focus(text.WaysTitle.String(), filtered), shown, v.At(rows))
}

// rows are the ways by their numbers.
func (v ways) rows(e Env) []widget.Row {
	var rows []widget.Row
	for i, w := range waysOf(e, v.r) {
		rows = append(rows, widget.Row{Key: strconv.Itoa(i), Lines: append([]string{w.title}, text.Indent(text.Wrap(w.text, e.boxed().Room.W-6), 2)...)})
	}
	return rows
}

// Typing implements [typist].
func (v ways) Typing(e Env) bool { return v.Picker.Typing(v.rows(e)) }

// Keys implements [Screen].
func (v ways) Keys(e Env) []key.Binding {
	rows := v.rows(e)
	return v.Picker.Keys(rows, widget.WithMoves(widget.When(len(rows) > 0, widget.EnterKey(text.ChooseWay.String())), widget.BackKey())...)
}

// waysOf lists what the rules allow now.
func waysOf(e Env, r capability.Return) []way {
	all := work.Ways(r)
	listed := make([]way, 0, len(all))
	for _, w := range all {
		listed = append(listed, way{w.Title, w.Text, wayIntent(e, r, w)})
	}
	return listed
}

func wayIntent(e Env, r capability.Return, w work.Way) Intent {
	switch w.Kind {
	case work.WayCodes:
		return Run{work.CodesJob(r.ID)}
	case work.WayLines:
		return Run{work.LinesJob(r.ID)}
	case work.WayEnter:
		return Run{work.EnteredJob(r.ID)}
	case work.WayDeclare:
		return Open{declareForm(r, e.Operator)}
	case work.WayDecide:
		return Open{decideForm(r)}
	default:
		return Open{amendForm(r, w)}
	}
}

// amendForm asks for no more than a reason.
func amendForm(r capability.Return, w work.Way) formScreen {
	no := ""
	if w.Final {
		no = text.LeaveIt.String()
	}
	return formScreen{about: string(r.ID), Form: widget.Form{
		Title: w.Title, In: string(r.ID), Text: []string{w.Text, ""}, Fields: []widget.Field{widget.TextField(text.Why.String(), "")},
		No: no, Yes: w.Yes, Final: w.Final,
	}, then: func(values []string) (Intent, *widget.Fault) {
		return Run{work.AmendJob(r.ID, w.Title, values[0], w.Amend)}, nil
	}}
}
