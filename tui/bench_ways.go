package tui

import (
	"context"

	"handback/capability"
	"handback/capability/desk"

	tea "github.com/charmbracelet/bubbletea"
)

// amendJob notes one thing about a return, with a reason.
func amendJob(id capability.ReturnID, title, why string, do func(*desk.Desk, context.Context, string) (capability.Return, error)) job {
	return onReturn(title, id, func(ctx context.Context, b *worker, _ capability.Report) ([]string, error) {
		_, err := do(b.o.Desk, ctx, why)
		return []string{notedText}, err
	})
}

// declareJob notes that the device of a return is dead.
func declareJob(id capability.ReturnID, e capability.Evidence) job {
	return onReturn(declareWorkText, id, func(ctx context.Context, b *worker, _ capability.Report) ([]string, error) {
		_, err := b.o.Desk.Declare(ctx, id, e)
		return []string{declaredText}, err
	})
}

// declareUnknownJob does so for a device that has no open return here.
func declareUnknownJob(e capability.Evidence, model string) job {
	return job{title: declareWorkText, whole: true, do: func(ctx context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		r, err := b.o.Desk.DeclareUnknown(ctx, e, model, "")
		if err != nil {
			return nil, err
		}
		return b.standing(r, declaredText), nil
	}}
}

// decideJob notes what the portal's owner decided.
func decideJob(id capability.ReturnID, f capability.Decided) job {
	return onReturn(decideWorkText, id, func(ctx context.Context, b *worker, _ capability.Report) ([]string, error) {
		_, err := b.o.Desk.Decide(ctx, id, f)
		return []string{notedText}, err
	})
}

// activateJob begins the activation on the connected replacement; the result
// is where the activation stands.
func activateJob(id capability.ReturnID) job {
	return job{title: activateWorkText, whole: true, do: func(ctx context.Context, b *worker, report capability.Report) (tea.Msg, error) {
		done, err := b.o.Desk.Do(ctx, id, desk.Means{Device: b.dev}, report)
		b.dropBad(err)
		if err != nil {
			return nil, err
		}
		a := done.Return
		return b.standing(a, OpenedText(a)), nil
	}}
}

// slipRead is the result of a job that read a hand-over slip, or another page
// to be read from the screen.
type slipRead struct {
	title string
	id    capability.ReturnID
	text  string
}

// slipJob reads the hand-over slip for the person at the portal.
func slipJob(id capability.ReturnID) job {
	return job{title: slipWorkText, do: func(_ context.Context, b *worker, _ capability.Report) (tea.Msg, error) {
		text, err := b.o.Desk.Slip(id)
		return slipRead{slipTitle, id, text}, err
	}}
}
