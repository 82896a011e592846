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
	r      capability.Return
	cursor int
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
		all := waysOf(v.r)
		var then Intent
		v.cursor, then = pick(msg, v.cursor, len(all), e.Room.H, func(i int) Intent { return all[i].then })
		return v, then
	}
	return v, nil
}

// Page implements [Screen].
func (v ways) Page(e Env) widget.Page {
	p := widget.Page{In: string(v.r.ID), Title: text.WaysTitle, Context: text.Context(v.r)}
	var rows []widget.Row
	for i, w := range waysOf(v.r) {
		rows = append(rows, widget.Row{Key: strconv.Itoa(i), Lines: append([]string{w.title}, text.Indent(text.Wrap(w.text, e.boxed().Room.W-6), 2)...)})
	}
	if len(rows) == 0 {
		p.Lines = e.paragraph(text.NoWays)
		return p
	}
	return p.List(e.Room, e.Theme, nil, e.focus(text.WaysTitle, ""), rows, strconv.Itoa(v.cursor))
}

// Keys implements [Screen].
func (v ways) Keys(Env) []key.Binding {
	return widget.WithMoves(widget.When(len(waysOf(v.r)) > 0, widget.EnterKey(text.ChooseWay)), widget.BackKey())
}

// waysOf lists what the rules allow now.
func waysOf(r capability.Return) []way {
	all := work.Ways(r)
	listed := make([]way, 0, len(all))
	for _, w := range all {
		listed = append(listed, way{w.Title, w.Text, wayIntent(r, w)})
	}
	return listed
}

func wayIntent(r capability.Return, w work.Way) Intent {
	switch w.Kind {
	case work.WayCodes:
		return Run{work.CodesJob(r.ID)}
	case work.WayLines:
		return Run{work.LinesJob(r.ID)}
	case work.WayEnter:
		return Run{work.EnteredJob(r.ID)}
	case work.WayDeclare:
		return Open{declareForm(r)}
	case work.WayDecide:
		return Open{decideForm(r)}
	default:
		return Open{amendForm(r, w)}
	}
}

// amendForm asks for no more than a reason.
func amendForm(r capability.Return, w work.Way) formScreen {
	return formScreen{widget.Form{
		Title: w.Title, In: string(r.ID), Text: []string{w.Text, ""}, Fields: []widget.Field{widget.TextField(text.Why, "")},
		No: text.LeaveIt, Yes: w.Yes,
	}, func(values []string) (Intent, *widget.Fault) {
		return Run{work.AmendJob(r.ID, w.Title, values[0], w.Amend)}, nil
	}}
}
