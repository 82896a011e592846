package screens

import (
	"context"
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

// way is one of them: a fact that a person brings in, or a file that is carried
// without a stick.
type way struct {
	title, text string
	then        Intent
}

func (v ways) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Stands:
		return v, HandOn{msg}
	case work.FileRead:
		return v, Open{codes{id: msg.Id, message: msg.Message, ink: e.Theme.Ink}}
	case work.SlipRead:
		return v, Open{slip{SlipRead: msg}}
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

func (v ways) Page(e Env) widget.Page {
	p := widget.Page{Title: text.WaysTitle, Context: text.Context(v.r)}
	var rows []widget.Row
	for i, w := range waysOf(v.r) {
		rows = append(rows, widget.Row{Key: strconv.Itoa(i), Lines: append([]string{w.title}, text.Indent(text.Wrap(w.text, e.Room.W-6), 2)...)})
	}
	if len(rows) == 0 {
		p.Lines = text.Indent(text.Wrap(text.NoWays, e.Room.W-2), 1)
		return p
	}
	p.Lines, p.Top = widget.RowLines(e.Theme, rows, strconv.Itoa(v.cursor), e.Room.H)
	return p
}

func (v ways) Keys(Env) []key.Binding {
	return append([]key.Binding{widget.When(len(waysOf(v.r)) > 0, widget.EnterKey(text.ChooseWay)), widget.BackKey()}, widget.MoveKeys().All()...)
}

// waysOf lists what the rules allow now, each tried on the return itself. What
// changes nothing comes first.
func waysOf(r capability.Return) []way {
	file := uploads(r)
	sure := capability.Evidence{Cause: capability.NoAnswer, Serial: "-", Host: r.Device.Host, Who: "-"}
	all := carryWays(r)
	for _, one := range []struct {
		fact capability.Fact
		way  way
	}{
		{capability.Cancelled{}, cancelWay(r)},
		{capability.SetAside{}, setAsideWay(r)},
		{capability.Replaced{File: file}, replaceWay(r, file)},
		{capability.Withdrawn{File: file}, withdrawWay(r, file)},
		{capability.Declared{Evidence: sure}, declareWay(r)},
		{capability.Decided{Outcome: capability.MadeObsolete}, decideWay(r)},
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
func amendWay(r capability.Return, title, words, yes string, do func(*desk.Desk, context.Context, string) (capability.Return, error)) way {
	return way{title, words, Open{formScreen{widget.Form{
		Title: title, Context: string(r.ID), Text: []string{words, ""}, Fields: []widget.Field{widget.TextField(text.Why, "")},
		No: text.LeaveIt, Yes: yes,
	}, func(values []string) (Intent, *widget.Fault) {
		return Run{work.AmendJob(r.ID, title, values[0], do)}, nil
	}}}}
}

func cancelWay(r capability.Return) way {
	return amendWay(r, text.CancelTitle, text.Cancel, text.CancelYes, func(d *desk.Desk, ctx context.Context, why string) (capability.Return, error) {
		return d.Cancel(ctx, r.ID, why)
	})
}

func setAsideWay(r capability.Return) way {
	return amendWay(r, text.SetAsideTitle, text.SetAside, text.SetAsideYes, func(d *desk.Desk, ctx context.Context, why string) (capability.Return, error) {
		return d.SetAside(ctx, r.ID, why)
	})
}

func replaceWay(r capability.Return, file capability.ArtifactKind) way {
	return amendWay(r, text.ReplaceTitle(file), text.Replace(r, file), text.ReplaceYes, func(d *desk.Desk, ctx context.Context, why string) (capability.Return, error) {
		return d.Replace(ctx, r.ID, why)
	})
}

func withdrawWay(r capability.Return, file capability.ArtifactKind) way {
	return amendWay(r, text.WithdrawTitle(file), text.Withdraw, text.WithdrawYes, func(d *desk.Desk, ctx context.Context, why string) (capability.Return, error) {
		return d.Withdraw(ctx, r.ID, why)
	})
}

func declareWay(r capability.Return) way {
	return way{text.DeclareTitle, text.DeclareWay, Open{declareForm(r)}}
}

func decideWay(r capability.Return) way {
	return way{text.DecideTitle, text.DecideWay, Open{decideForm(r)}}
}

// decideForm notes what the portal's owner decided on a dead device.
func decideForm(r capability.Return) formScreen {
	return formScreen{widget.Form{
		Title: text.DecideTitle, Context: string(r.ID), Text: []string{text.Decide, ""},
		Fields: []widget.Field{
			widget.ChoiceField(text.Outcome,
				widget.Choice{Value: string(capability.MadeObsolete), Text: text.MadeObsolete}, widget.Choice{Value: string(capability.Declined), Text: text.Declined}),
			widget.TextField(text.WhoDecided, ""), widget.TextField(text.Reference, ""),
		},
		No: text.NotYetNo, Yes: text.DecideYes,
	}, func(v []string) (Intent, *widget.Fault) {
		if v[1] == "" {
			return nil, &widget.Fault{At: 1, Text: text.WhoMissing}
		}
		return Run{work.DecideJob(r.ID, capability.Decided{Outcome: capability.Outcome(v[0]), Who: v[1], Reference: v[2]})}, nil
	}}
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
