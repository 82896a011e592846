package tui

import (
	"context"

	"handback/capability"
	"handback/capability/desk"
)

// amendWay is a way that needs no more than a reason.
func amendWay(r capability.Return, title, text, yes string, do func(*desk.Desk, context.Context, string) (capability.Return, error)) way {
	return way{title, text, open{formScreen{form{
		title: title, context: string(r.ID), text: []string{text, ""}, fields: []field{textField(whyText, "")},
		no: leaveItText, yes: yes,
	}, func(values []string) (intent, *fault) { return run{amendJob(r.ID, title, values[0], do)}, nil }}}}
}

func cancelWay(r capability.Return) way {
	return amendWay(r, cancelTitle, cancelText, cancelYesText, func(d *desk.Desk, ctx context.Context, why string) (capability.Return, error) {
		return d.Cancel(ctx, r.ID, why)
	})
}

func setAsideWay(r capability.Return) way {
	return amendWay(r, setAsideTitle, setAsideText, setAsideYesText, func(d *desk.Desk, ctx context.Context, why string) (capability.Return, error) {
		return d.SetAside(ctx, r.ID, why)
	})
}

func replaceWay(r capability.Return, file capability.ArtifactKind) way {
	return amendWay(r, replaceTitle(file), replaceText(r, file), replaceYesText, func(d *desk.Desk, ctx context.Context, why string) (capability.Return, error) {
		return d.Replace(ctx, r.ID, why)
	})
}

func withdrawWay(r capability.Return, file capability.ArtifactKind) way {
	return amendWay(r, withdrawTitle(file), withdrawText, withdrawYesText, func(d *desk.Desk, ctx context.Context, why string) (capability.Return, error) {
		return d.Withdraw(ctx, r.ID, why)
	})
}

func declareWay(r capability.Return) way {
	return way{declareTitle, declareWayText, open{declareForm(r)}}
}

func decideWay(r capability.Return) way { return way{decideTitle, decideWayText, open{decideForm(r)}} }

// decideForm notes what the portal's owner decided on a dead device.
func decideForm(r capability.Return) formScreen {
	return formScreen{form{
		title: decideTitle, context: string(r.ID), text: []string{decideText, ""},
		fields: []field{
			choiceField(outcomeText,
				choice{string(capability.MadeObsolete), madeObsoleteText}, choice{string(capability.Declined), declinedText}),
			textField(whoDecidedText, ""), textField(referenceText, ""),
		},
		no: notYetNoText, yes: decideYesText,
	}, func(v []string) (intent, *fault) {
		if v[1] == "" {
			return nil, &fault{1, whoMissingText}
		}
		return run{decideJob(r.ID, capability.Decided{Outcome: capability.Outcome(v[0]), Who: v[1], Reference: v[2]})}, nil
	}}
}
