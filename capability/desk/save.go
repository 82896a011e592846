package desk

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/media"
)

// slipName is the file that tells the person at the portal what to do.
const slipName = "READ-ME-FIRST.txt"

// save writes a file of the return to the stick with the hand-over slip and the
// case, and notes it when the stick was read back. Then the case is written once
// more, so that it holds that fact too and another laptop goes on from there; a
// cut in between leaves one that lacks no other.
func (d *Desk) save(ctx context.Context, r capability.Return, file capability.ArtifactKind, stick Stick, report capability.Report) (capability.Return, []media.Saved, error) {
	a := r.Artifact(file)
	data, err := d.o.Ledger.Get(r.ID, a.SHA256)
	if err != nil {
		return r, nil, err
	}
	slip, err := slipText(d.o.SlipTemplate, r, *a)
	if err != nil {
		return r, nil, err
	}
	where := media.Case{ReturnID: string(r.ID), Model: r.Device.Model, Serial: r.Device.Serial}
	rec, err := recordFile(r)
	if err != nil {
		return r, nil, err
	}
	files := []media.File{{Name: r.FileName(a.Kind), Data: data}, {Name: slipName, Data: slip, Replace: true}}
	others := beside(ctx, r, file, stick)
	saved, err := stick.Save(ctx, where, append(files, rec...), report)
	if err != nil {
		return r, saved, partly(saved, err)
	}
	r, err = d.note(r, capability.Saved{
		File: file, SHA256: a.SHA256, Stick: capability.Printable(stick.Name()), Path: saved[0].Path, Beside: others,
	})
	if err != nil {
		return r, saved, err
	}
	if rec, err = recordFile(r); err != nil || len(rec) == 0 {
		return r, saved[:len(files)], err
	}
	more, err := stick.Save(ctx, where, rec, report)
	if err != nil {
		err = fmt.Errorf("%w: %w", ErrCaseBehind, err)
	}
	return r, append(saved[:len(files)], more...), err
}

// PartlySaved says that some files of an act are on the stick, and were read
// back, but not all. The act does not count: done again, it finds them there.
type PartlySaved struct {
	Files []string // names of those that are there; at least one
	Err   error    // why the others are not
}

func (e *PartlySaved) Error() string {
	return fmt.Sprintf("%s saved, but no more: %v", strings.Join(e.Files, ", "), e.Err)
}

// Unwrap gives the reason.
func (e *PartlySaved) Unwrap() error { return e.Err }

// partly is err with what was saved before it.
func partly(saved []media.Saved, err error) error {
	if len(saved) == 0 {
		return err
	}
	there := &PartlySaved{Err: err}
	for _, s := range saved {
		there.Files = append(there.Files, s.Name)
	}
	return there
}

// ErrCaseBehind says that the file was saved, but that its case on the stick
// does not hold that yet: saved again, it does.
var ErrCaseBehind = errors.New("the case on the stick is not up to date")

// recordFile is the case for the stick: none when it is too long for one, for
// the request matters more. It takes the place only of an older one of its own
// way: what another laptop wrote is evidence.
func recordFile(r capability.Return) ([]media.File, error) {
	data, err := encodeRecord(r)
	if err != nil || len(data) > media.MaxSaved {
		return nil, err
	}
	older := func(old []byte) bool { return leadsTo(old, r.Entries) }
	return []media.File{{Name: media.RecordName, Data: data, Replace: true, Supersedes: older}}, nil
}

// SaveAgain writes the request that the portal needs now to a stick once more:
// to another stick, or because the first is lost.
func (d *Desk) SaveAgain(ctx context.Context, id capability.ReturnID, stick Stick, report capability.Report) (Done, error) {
	r, err := d.Return(id)
	if err != nil {
		return Done{}, err
	}
	file := toUpload(r)
	if r.Artifact(file) == nil || r.Closing == capability.ClosedOnProof {
		return Done{Return: r}, ErrNothingToUpload
	}
	done := Done{Act: capability.Act{
		Kind: capability.ActSaveRequest, Who: capability.Technician, Need: capability.NeedsStick, File: file, CanBeUndone: true,
	}}
	switch file {
	case capability.ConfirmationRequest:
		done.Act.Kind = capability.ActSaveConfirmation
	case capability.DeclarationFile:
		done.Act.Kind = capability.ActSaveDeclaration
	}
	done.Return, done.Saved, err = d.save(ctx, r, file, stick, report)
	if err == nil {
		done.Released, err = d.release(ctx, stick)
	}
	return done, err
}

// toUpload is the file that the portal waits for now.
func toUpload(r capability.Return) capability.ArtifactKind {
	if r.Dead() {
		return capability.DeclarationFile
	}
	if r.Confirmation != nil {
		return capability.ConfirmationRequest
	}
	return capability.ReturnRequest
}
