package screens

import (
	"strconv"

	"handback/capability"
	"handback/capability/desk"
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

// waysOf lists what the rules allow now: each fact is tried on the return. What
// changes nothing comes first.
func waysOf(r capability.Return) []way {
	file := uploads(r)
	sure := capability.Evidence{Cause: capability.NoAnswer, Serial: "-", Host: r.Device.Host, Who: "-"}
	all := carryWays(r)
	for _, one := range []struct {
		fact capability.Fact
		way  way
	}{
		{capability.Cancelled{}, amendWay(r, text.CancelTitle, text.Cancel, text.CancelYes, (*desk.Desk).Cancel)},
		{capability.SetAside{}, amendWay(r, text.SetAsideTitle, text.SetAside, text.SetAsideYes, (*desk.Desk).SetAside)},
		{capability.Replaced{File: file}, amendWay(r, text.ReplaceTitle(file), text.Replace(r, file), text.ReplaceYes, (*desk.Desk).Replace)},
		{capability.Withdrawn{File: file}, amendWay(r, text.WithdrawTitle(file), text.Withdraw, text.WithdrawYes, (*desk.Desk).Withdraw)},
		{capability.Declared{Evidence: sure}, way{text.DeclareTitle, text.DeclareWay, Open{declareForm(r)}}},
		{capability.Decided{Outcome: capability.MadeObsolete}, way{text.DecideTitle, text.DecideWay, Open{decideForm(r)}}},
	} {
		if _, err := r.With(capability.Entry{Fact: one.fact}); err == nil {
			all = append(all, one.way)
		}
	}
	return all
}

// uploads is the file that the portal waits for, or was given last.
func uploads(r capability.Return) capability.ArtifactKind {
	if r.Dead() {
		return capability.DeclarationFile
	}
	if r.Confirmation != nil {
		return capability.ConfirmationRequest
	}
	return capability.ReturnRequest
}

// amendWay is a way that needs no more than a reason.
func amendWay(r capability.Return, title, what, yes string, do work.Amendment) way {
	return way{title, what, Open{formScreen{widget.Form{
		Title: title, In: string(r.ID), Text: []string{what, ""}, Fields: []widget.Field{widget.TextField(text.Why, "")},
		No: text.LeaveIt, Yes: yes,
	}, func(values []string) (Intent, *widget.Fault) {
		return Run{work.AmendJob(r.ID, title, values[0], do)}, nil
	}}}}
}

// carryWays are the ways without a stick. A declaration goes to a person, not
// to a portal.
func carryWays(r capability.Return) []way {
	need := capability.Next(r).Need
	if r.Dead() || need != capability.NeedsPortal && need != capability.NeedsStick {
		return nil
	}
	var all []way
	if r.Artifact(uploads(r)) != nil {
		all = append(all,
			way{text.CodesWayTitle, text.CodesWay, Run{work.CodesJob(r.ID)}},
			way{text.LinesWayTitle, text.LinesWay, Run{work.LinesJob(r.ID)}})
	}
	return append(all, way{text.TypeWayTitle, text.TypeWay, Run{work.EnteredJob(r.ID)}})
}
