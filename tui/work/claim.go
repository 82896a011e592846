package work

import (
	"context"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// AmendJob notes one thing about a return, with a reason.
func AmendJob(id capability.ReturnID, title, why string, do func(*desk.Desk, context.Context, string) (capability.Return, error)) Job {
	return OnReturn(title, id, func(ctx context.Context, b *Worker, _ capability.Report) ([]string, error) {
		_, err := do(b.O.Desk, ctx, why)
		return []string{text.Noted}, err
	})
}

// DeclareJob notes that the device of a return is dead.
func DeclareJob(id capability.ReturnID, e capability.Evidence) Job {
	return OnReturn(text.DeclareWork, id, func(ctx context.Context, b *Worker, _ capability.Report) ([]string, error) {
		_, err := b.O.Desk.Declare(ctx, id, e)
		return []string{text.Declared}, err
	})
}

// DeclareUnknownJob does so for a device that has no open return here.
func DeclareUnknownJob(e capability.Evidence, model string) Job {
	return Job{Title: text.DeclareWork, Whole: true, Do: func(ctx context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		r, err := b.O.Desk.DeclareUnknown(ctx, e, model, "")
		if err != nil {
			return nil, err
		}
		return b.standing(r, text.Declared), nil
	}}
}

// DecideJob notes what the portal's owner decided.
func DecideJob(id capability.ReturnID, f capability.Decided) Job {
	return OnReturn(text.DecideWork, id, func(ctx context.Context, b *Worker, _ capability.Report) ([]string, error) {
		_, err := b.O.Desk.Decide(ctx, id, f)
		return []string{text.Noted}, err
	})
}

// ActivateJob begins the activation on the connected replacement; the result
// is where the activation stands.
func ActivateJob(id capability.ReturnID) Job {
	return Job{Title: text.ActivateWork, Whole: true, Do: func(ctx context.Context, b *Worker, report capability.Report) (tea.Msg, error) {
		done, err := b.O.Desk.Do(ctx, id, desk.Means{Device: b.dev}, report)
		b.dropBad(err)
		if err != nil {
			return nil, err
		}
		a := done.Return
		return b.standing(a, text.Opened(a)), nil
	}}
}

// SlipRead is the result of a job that read a hand-over slip, or another page
// to be read from the screen.
type SlipRead struct {
	Title string
	Id    capability.ReturnID
	Text  string
}

// SlipJob reads the hand-over slip for the person at the portal.
func SlipJob(id capability.ReturnID) Job {
	return Job{Title: text.SlipWork, Do: func(_ context.Context, b *Worker, _ capability.Report) (tea.Msg, error) {
		words, err := b.O.Desk.Slip(id)
		return SlipRead{text.SlipTitle, id, words}, err
	}}
}
