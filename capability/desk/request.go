package desk

import (
	"context"
	"fmt"
	"slices"

	"handback/capability"
	"handback/capability/message"
)

// make has the device make the return request or the confirmation, and keeps
// it. The confirmation is a request without lines (a sync).
func (d *Desk) make(ctx context.Context, r capability.Return, act capability.Act, dev capability.Device, report capability.Report) (capability.Return, error) {
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
	return d.fetch(ctx, r, act.File, dev, made, report)
}

func linesFor(r capability.Return, file capability.ArtifactKind) []capability.Line {
	if file == capability.ConfirmationRequest {
		return nil
	}
	return r.Due()
}

// fetch carries a made request to the ledger. Until that is noted the outcome
// stays open, so that a cut leads back here.
func (d *Desk) fetch(ctx context.Context, r capability.Return, file capability.ArtifactKind, dev capability.Device, made capability.Made, report capability.Report) (capability.Return, error) {
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

// readOwnRequest checks a request that can be read against the return. Bytes
// that can't be read are the device's own affair and have no message ID.
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
