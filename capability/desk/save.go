package desk

import (
	"context"

	"handback/capability"
	"handback/capability/media"
)

// The files that accompany a request in its case folder.
const (
	slipName   = "READ-ME-FIRST.txt"
	recordName = "return.json"
)

// save writes a request to the stick with the hand-over slip and the case, and
// notes it when the stick was read back.
func (d *Desk) save(ctx context.Context, r capability.Return, file capability.ArtifactKind, stick *media.Stick, report capability.Report) (capability.Return, []media.Saved, error) {
	a := r.Artifact(file)
	data, err := d.o.Ledger.Get(r.ID, a.SHA256)
	if err != nil {
		return r, nil, err
	}
	files, err := caseFiles(r, *a, data)
	if err != nil {
		return r, nil, err
	}
	where := media.Case{ReturnID: string(r.ID), Model: r.Device.Model, Serial: r.Device.Serial}
	saved, err := stick.Save(ctx, where, files, report)
	if err != nil {
		return r, saved, err
	}
	r, err = d.note(r, capability.Saved{File: file, SHA256: a.SHA256, Stick: nameOf(stick), Path: saved[0].Path})
	return r, saved, err
}

// SaveAgain writes the request that the portal needs now to a stick once more:
// to another stick, or because the first is lost.
func (d *Desk) SaveAgain(ctx context.Context, id capability.ReturnID, stick *media.Stick, report capability.Report) (Done, error) {
	r, err := d.Return(id)
	if err != nil {
		return Done{}, err
	}
	file := toUpload(r)
	if r.Artifact(file) == nil {
		return Done{Return: r}, ErrNothingToUpload
	}
	done := Done{Act: capability.Act{
		Kind: capability.ActSaveRequest, Who: capability.Technician, Need: capability.NeedsStick, File: file, CanBeUndone: true,
	}}
	if file == capability.ConfirmationRequest {
		done.Act.Kind = capability.ActSaveConfirmation
	}
	done.Return, done.Saved, err = d.save(ctx, r, file, stick, report)
	return done, err
}

// toUpload is the request that the portal waits for now.
func toUpload(r capability.Return) capability.ArtifactKind {
	if r.Confirmation != nil {
		return capability.ConfirmationRequest
	}
	return capability.ReturnRequest
}

// nameOf names a stick as a person would.
func nameOf(s *media.Stick) string {
	if s.Label != "" {
		return capability.Printable(s.Label)
	}
	return s.Path
}
