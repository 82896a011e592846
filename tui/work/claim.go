package work

import (
	"context"

	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"
)

// claimJob puts on record what a person says, and tells so.
func claimJob(title string, id capability.ReturnID, told string, do func(context.Context, *desk.Desk) (capability.Return, error)) Job {
	return onReturn(title, id, func(ctx context.Context, w *Worker, _ capability.Report) ([]string, error) {
		_, err := do(ctx, w.options.Desk)
		return []string{told}, err
	})
}

// ClaimJob notes that a person says that the request was uploaded.
func ClaimJob(r capability.Return) Job {
	return claimJob(text.ClaimWork, r.ID, text.Claimed, func(ctx context.Context, d *desk.Desk) (capability.Return, error) {
		return d.ClaimUploaded(ctx, r.ID, "")
	})
}

// Amendment is a method of the desk that notes one thing about a return, with a
// reason.
type Amendment = func(d *desk.Desk, ctx context.Context, id capability.ReturnID, why string) (capability.Return, error)

// AmendJob notes one thing about a return.
func AmendJob(id capability.ReturnID, title, why string, do Amendment) Job {
	return claimJob(title, id, text.Noted, func(ctx context.Context, d *desk.Desk) (capability.Return, error) {
		return do(d, ctx, id, why)
	})
}

// ScanJob notes that the stick was scanned before anything from it is loaded.
func ScanJob(id capability.ReturnID, scan capability.Scanned) Job {
	return claimJob(text.ScanWork, id, text.Noted, func(ctx context.Context, d *desk.Desk) (capability.Return, error) {
		return d.NoteScan(ctx, id, scan)
	})
}

// DeclareJob notes that the device of a return is dead.
func DeclareJob(id capability.ReturnID, e capability.Evidence) Job {
	return claimJob(text.DeclareWork, id, text.Declared, func(ctx context.Context, d *desk.Desk) (capability.Return, error) {
		return d.Declare(ctx, id, e)
	})
}

// DecideJob notes what the portal's owner decided on a dead device.
func DecideJob(id capability.ReturnID, f capability.Decided) Job {
	return claimJob(text.DecideWork, id, text.Noted, func(ctx context.Context, d *desk.Desk) (capability.Return, error) {
		return d.Decide(ctx, id, f)
	})
}

// DeclareUnknownJob notes that a device is dead that has no open return here.
func DeclareUnknownJob(e capability.Evidence, model string) Job {
	return Job{Title: text.DeclareWork, Whole: true, Do: func(ctx context.Context, w *Worker, _ capability.Report) (any, error) {
		r, err := w.options.Desk.DeclareUnknown(ctx, e, model, "")
		if err != nil {
			return nil, err
		}
		return w.standing(r, text.Declared), nil
	}}
}
