package screens

import (
	"context"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"
)

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
