package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/message"
)

// makeRequest has the device make the return request or the confirmation, and keeps
// it. The confirmation is a request without lines (a sync).
func (d *Desk) makeRequest(ctx context.Context, r capability.Return, act capability.Act, dev capability.Device, report capability.Report) (capability.Return, error) {
	before, err := dev.LastMade(ctx)
	if err != nil {
		return r, err
	}
	if r, err = d.note(r, capability.Intended{Act: act.Kind, LastMade: before}); err != nil {
		return r, err
	}
	made, err := dev.MakeRequest(ctx, linesFor(r, act.File), report)
	if err != nil {
		return d.outcome(r, act.Kind, err)
	}
	return d.fetchRequest(ctx, r, act.File, dev, made, report)
}

func linesFor(r capability.Return, file capability.ArtifactKind) []capability.Line {
	if file == capability.ConfirmationRequest {
		return nil
	}
	return r.Due()
}

// fetchRequest carries a made request to the ledger. Until that is noted the outcome
// stays open, so that a cut leads back here.
func (d *Desk) fetchRequest(ctx context.Context, r capability.Return, file capability.ArtifactKind, dev capability.Device, made capability.Made, report capability.Report) (capability.Return, error) {
	data, err := dev.Fetch(ctx, made, report)
	if err != nil {
		return r, err
	}
	id, err := readOwnRequest(r, file, data)
	if err != nil {
		r, failed := d.note(r, capability.NotDone{Act: capability.ActOn(file, capability.NeedsDevice).Kind})
		if failed != nil {
			return r, failed
		}
		return r, err
	}
	a := capability.NewArtifact(file, data, id)
	if err := d.o.Ledger.Put(r.ID, a, data); err != nil {
		return r, err
	}
	return d.note(r, capability.RequestMade{Artifact: a})
}

// readOwnRequest checks a readable request against the return and gives its
// message ID. Bytes that can't be read have none.
func readOwnRequest(r capability.Return, file capability.ArtifactKind, data []byte) (string, error) {
	m, unreadable := message.Decode(data)
	if unreadable != nil {
		return "", nil
	}
	if err := m.Want(message.KindRequest); err != nil {
		return "", fmt.Errorf("%w: %w", ErrWrongRequest, err)
	}
	if err := m.ForHost(r.Device.Host); err != nil {
		return "", fmt.Errorf("%w: %w", ErrWrongRequest, err)
	}
	if !slices.Equal(m.Request.Lines, linesFor(r, file)) {
		return "", fmt.Errorf("%w: it holds other lines", ErrWrongRequest)
	}
	if file == capability.ConfirmationRequest && !proves(m.Request, r) {
		return "", fmt.Errorf("%w: it doesn't prove the response", ErrWrongRequest)
	}
	return m.Request.ID.String(), nil
}

// proves reports whether a confirmation names the loaded response or a later
// one as the last that the device processed.
func proves(q *message.Request, r capability.Return) bool {
	return q.Last != nil && r.Mark != nil &&
		(q.Last.SHA256 == r.Mark.SHA256 || q.Last.Seq > r.Mark.Seq)
}

// outcome turns the error of a device command into what it means: the
// device's own no is noted, and so is a command that was never sent. Anything
// else leaves the outcome open.
func (d *Desk) outcome(r capability.Return, act capability.ActKind, err error) (capability.Return, error) {
	no, refused := errors.AsType[*capability.Refusal](err)
	var seen capability.Fact
	switch {
	case refused:
		seen = capability.Refused{Act: act, Code: no.Code, Said: no.Said, Text: capability.Printable(no.Text)}
	case errors.Is(err, capability.ErrNotSent):
		seen = capability.NotDone{Act: act}
	default:
		return r, &OutcomeUnknown{Act: act, Err: err}
	}
	r, failed := d.note(r, seen)
	return r, errors.Join(err, failed)
}

// loadResponse gives the response to the device: the point of no return. A device
// that shows it as processed does not get it again.
func (d *Desk) loadResponse(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
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

// markOf is the mark of a response that the device has and gave no mark for.
func markOf(r capability.Return, data []byte) capability.Mark {
	mark := capability.Mark{SHA256: r.Response.SHA256}
	if m, err := message.Decode(data); err == nil && m.Response != nil {
		mark.Seq = m.Response.Seq
	}
	return mark
}

// checkLicenses reads the licenses again and notes them: the facts say whether
// they agree.
func (d *Desk) checkLicenses(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
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

// askDevice finds out what happened to a device command that was cut off.
func (d *Desk) askDevice(ctx context.Context, r capability.Return, dev capability.Device, ident capability.Identity, report capability.Report) (capability.Return, error) {
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

// askMade compares the device's last request with the one from before the command:
// another one is ours.
func (d *Desk) askMade(ctx context.Context, r capability.Return, file capability.ArtifactKind, dev capability.Device, report capability.Report) (capability.Return, error) {
	made, err := dev.LastMade(ctx)
	if err != nil {
		return r, err
	}
	if made == nil || (r.LastMade != nil && made.SHA256 == r.LastMade.SHA256) {
		return d.note(r, capability.NotDone{Act: capability.ActOn(file, capability.NeedsDevice).Kind})
	}
	return d.fetchRequest(ctx, r, file, dev, *made, report)
}

// askLoaded trusts the device's mark. Where the device has none, the licenses that
// it holds decide.
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
