package desk

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/message"
)

// load gives the response to the device: the point of no return. A device
// that shows that it has processed it already is not given it again.
func (d *Desk) load(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
	if shows(ident, r) {
		return d.note(r, capability.Loaded{Mark: *ident.Last, Found: true})
	}
	if err := d.mayLoad(r); err != nil {
		return r, err
	}
	data, err := d.o.Ledger.Get(r.ID, r.Response.SHA256)
	if errors.Is(err, ledger.ErrNoFile) { // the case came from another laptop, without the file
		return d.note(r, capability.Replaced{File: capability.PortalResponse, Reason: "its file is not on this laptop"})
	}
	if err != nil {
		return r, err
	}
	if r, err = d.note(r, capability.Intended{Act: capability.ActLoadResponse}); err != nil {
		return r, err
	}
	mark, err := dev.LoadResponse(ctx, data, report)
	switch {
	case errors.Is(err, &capability.Refusal{Code: capability.AlreadyLoaded}):
		return d.note(r, capability.Loaded{Mark: markOf(r, data), Found: true})
	case err != nil:
		return d.outcome(r, capability.ActLoadResponse, err)
	}
	return d.note(r, capability.Loaded{Mark: mark})
}

// shows reports whether the device names the response as its last.
func shows(ident capability.Identity, r capability.Return) bool {
	return ident.Last != nil && r.Response != nil && ident.Last.SHA256 == r.Response.SHA256
}

// markOf is the mark of a response that the device has, but gave no mark for.
func markOf(r capability.Return, data []byte) capability.Mark {
	mark := capability.Mark{SHA256: r.Response.SHA256}
	if m, err := message.Decode(data); err == nil && m.Response != nil {
		mark.Seq = m.Response.Seq
	}
	return mark
}

// check reads the licenses again and lets the facts say whether they agree.
func (d *Desk) check(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
	licenses, err := dev.Licenses(ctx, report)
	if err != nil {
		return r, err
	}
	r, err = d.note(r, capability.LicensesRead{Reading: capability.Reading{Device: ident, Licenses: licenses}})
	if err == nil && r.Problem != nil && r.Problem.Kind == capability.ProblemStillThere {
		if r.Purpose == capability.ToActivate {
			return r, ErrNotThere
		}
		return r, ErrStillThere
	}
	if err == nil && r.Problem != nil && r.Problem.Kind == capability.ProblemPartly {
		return r, ErrPartlyGone
	}
	return r, err
}

// ask finds out what came of a device command that was cut off.
func (d *Desk) ask(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
	switch r.Stage {
	case capability.StageRequesting:
		return d.askMade(ctx, r, capability.ReturnRequest, dev, report)
	case capability.StageConfirming:
		return d.askMade(ctx, r, capability.ConfirmationRequest, dev, report)
	case capability.StageLoading:
		return d.askLoaded(ctx, r, dev, ident, report)
	default:
		return r, fmt.Errorf("%w: nothing to ask at stage %s", capability.ErrUnexpected, r.Stage)
	}
}

// askMade: a request that is not the one from before the command is ours.
func (d *Desk) askMade(ctx context.Context, r capability.Return, file capability.ArtifactKind, dev capability.Device, report capability.Report) (capability.Return, error) {
	made, err := dev.LastMade(ctx)
	if err != nil {
		return r, err
	}
	if made == nil || (r.LastMade != nil && made.SHA256 == r.LastMade.SHA256) {
		return d.note(r, capability.NotDone{Act: capability.ActOn(file, capability.NeedsDevice).Kind})
	}
	return d.fetch(ctx, r, file, dev, *made, report)
}

// askLoaded trusts the device's mark; one that can't tell is judged by the
// licenses that it holds.
func (d *Desk) askLoaded(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
	if shows(ident, r) {
		return d.note(r, capability.Loaded{Mark: *ident.Last, Found: true})
	}
	if ident.Last != nil {
		return d.note(r, capability.NotDone{Act: capability.ActLoadResponse})
	}
	licenses, err := dev.Licenses(ctx, report)
	if err != nil {
		return r, err
	}
	if !r.Met(licenses) {
		return d.note(r, capability.NotDone{Act: capability.ActLoadResponse})
	}
	data, err := d.o.Ledger.Get(r.ID, r.Response.SHA256)
	if err != nil {
		return r, err
	}
	return d.note(r, capability.Loaded{Mark: markOf(r, data), Found: true})
}
