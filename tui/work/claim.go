package work

import (
	"context"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"

	tea "github.com/charmbracelet/bubbletea"
)

// claimJob puts on record what a person says, and tells so.
func claimJob(title string, id capability.ReturnID, told string, do func(context.Context, *desk.Desk) error) Job {
	return onReturn(title, id, func(ctx context.Context, w *Worker, _ capability.Report) ([]string, error) {
		return []string{told}, do(ctx, w.options.Desk)
	})
}

// ClaimJob notes that a person says that the request was uploaded.
func ClaimJob(r capability.Return) Job {
	return claimJob(text.ClaimWork, r.ID, text.Claimed, func(ctx context.Context, d *desk.Desk) error {
		_, err := d.ClaimUploaded(ctx, r.ID, "")
		return err
	})
}

// Amendment is a method of the desk that notes one thing about a return, with a
// reason.
type Amendment = func(d *desk.Desk, ctx context.Context, id capability.ReturnID, why string) (capability.Return, error)

// AmendJob notes one thing about a return.
func AmendJob(id capability.ReturnID, title, why string, do Amendment) Job {
	return claimJob(title, id, text.Noted, func(ctx context.Context, d *desk.Desk) error {
		_, err := do(d, ctx, id, why)
		return err
	})
}

// ScanJob notes that the stick was scanned before anything from it is loaded.
func ScanJob(id capability.ReturnID, scan capability.Scanned) Job {
	return claimJob(text.ScanWork, id, text.Noted, func(ctx context.Context, d *desk.Desk) error {
		_, err := d.NoteScan(ctx, id, scan)
		return err
	})
}

// DeclareJob notes that the device of a return is dead.
func DeclareJob(id capability.ReturnID, e capability.Evidence) Job {
	return claimJob(text.DeclareWork, id, text.Declared, func(ctx context.Context, d *desk.Desk) error {
		_, err := d.Declare(ctx, id, e)
		return err
	})
}

// DeclareUnknownJob does so for a device that has no open return here.
func DeclareUnknownJob(e capability.Evidence, model string) Job {
	return Job{Title: text.DeclareWork, Whole: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (tea.Msg, error) {
		r, err := w.options.Desk.DeclareUnknown(ctx, e, model, "")
		if err != nil {
			return nil, err
		}
		return w.standing(r, text.Declared), nil
	}}
}

// DecideJob notes what the portal's owner decided on a dead device.
func DecideJob(id capability.ReturnID, f capability.Decided) Job {
	return claimJob(text.DecideWork, id, text.Noted, func(ctx context.Context, d *desk.Desk) error {
		_, err := d.Decide(ctx, id, f)
		return err
	})
}
