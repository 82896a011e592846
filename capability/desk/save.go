package desk

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/media"
)

// slipName is the file that tells the person at the portal what to do.
const slipName = "READ-ME-FIRST.txt"

// save writes a file of the return to the stick with the hand-over slip and the
// case, and notes that once the stick was read back. Then it writes the case again,
// with that note in it, so that another laptop goes on from there.
//
// These are two saves, each synced, and no order makes them one. The note may only
// follow the sync and the reading back of the file, and the case that holds the
// note only follows the note. The first save takes the case along because the
// power, or the stick, may go between the two: then the request never lies there
// with an older case, or with none. The second sync comes before anybody is told
// that the stick may be taken out.
//
// What goes with the file never hides that the file itself is on the stick.
func (d *Desk) save(ctx context.Context, r capability.Return, file capability.ArtifactKind, stick Stick, report capability.Report) (capability.Return, []media.Saved, error) {
	a := r.Artifact(file)
	data, err := d.o.Ledger.Get(r.ID, a.SHA256)
	if err != nil {
		return r, nil, err
	}
	slip, err := d.slipFile(r, *a)
	if err != nil {
		return r, nil, err
	}
	rec, err := d.caseFiles(ctx, r)
	if err != nil && !errors.Is(err, ErrCaseUnsigned) { // that is said once it lies there
		return r, nil, err
	}
	files := []media.File{{Name: r.FileName(a.Kind), Data: data}, slip}
	others := otherFiles(ctx, r, file, stick)
	saved, err := stick.Save(ctx, caseOf(r), append(files, rec...), report)
	if len(saved) == 0 {
		return r, nil, err
	}
	behind := behindOf(len(saved), len(files)+len(rec), err)
	r, err = d.note(r, capability.Saved{
		File: file, SHA256: a.SHA256, Stick: capability.Printable(stick.Name()), Path: saved[0].Path, OtherFiles: others,
	})
	if err != nil || behind != nil {
		return r, saved, errors.Join(err, behind)
	}
	more, err := d.saveCase(ctx, r, stick, report)
	return r, append(saved[:len(files)], more...), err
}

// saveCase writes the case as it is now.
func (d *Desk) saveCase(ctx context.Context, r capability.Return, stick Stick, report capability.Report) ([]media.Saved, error) {
	rec, unsigned := d.caseFiles(ctx, r)
	if len(rec) == 0 {
		return nil, unsigned
	}
	saved, err := stick.Save(ctx, caseOf(r), rec, report)
	switch {
	case err == nil:
		return saved, unsigned
	case len(saved) < len(rec):
		return saved, fmt.Errorf("%w: %w", ErrCaseBehind, err)
	default:
		return saved, fmt.Errorf("%w: %w", ErrSumsBehind, err)
	}
}

// What goes with a file that was saved and read back, and could not be saved.
// Each is wrapped with why; saved again, it is whole.
var (
	ErrSlipBehind   = errors.New("the slip for the portal is not on the stick")
	ErrCaseBehind   = errors.New("the case on the stick is not up to date")
	ErrCaseUnsigned = errors.New("the case on the stick is not signed")
	ErrSumsBehind   = errors.New("SHA256SUMS on the stick is not up to date")
)

// behindOf says which file is not on the stick because of an error. The first one,
// the request, is there: files are saved in their order.
func behindOf(saved, of int, err error) error {
	switch {
	case err == nil:
		return nil
	case saved == 1:
		return fmt.Errorf("%w: %w", ErrSlipBehind, err)
	case saved < of:
		return fmt.Errorf("%w: %w", ErrCaseBehind, err)
	default:
		return fmt.Errorf("%w: %w", ErrSumsBehind, err)
	}
}

// caseFiles is the case for the stick, with its signature where there is a key. It
// is empty when the case is too long to be taken in: the request matters more. It
// replaces only an older case of the same journal: what another laptop wrote is
// evidence. With an [ErrCaseUnsigned] the case goes without its signature.
func (d *Desk) caseFiles(ctx context.Context, r capability.Return) ([]media.File, error) {
	head, err := d.o.Ledger.Head(r.ID)
	if err != nil {
		return nil, err
	}
	data, err := encodeCase(r, head.Hash)
	if err != nil || len(data) > maxCase || len(r.Entries) > capability.MaxCaseFacts {
		return nil, err
	}
	older := func(old []byte) bool { return leadsTo(old, r.Entries) }
	files := []media.File{{Name: media.CaseName, Data: data, Replace: true, Supersedes: older}}
	if d.o.SignCase == nil {
		return files, nil
	}
	signature, err := d.o.SignCase(ctx, data)
	if err != nil {
		return files, fmt.Errorf("%w: %w", ErrCaseUnsigned, err)
	}
	return append(files, signatureFile(signature)), nil
}

// signatureFile follows the case. It replaces an older signature only where the
// case replaced an older case.
func signatureFile(signature []byte) media.File {
	beside := ""
	return media.File{
		Name: media.CaseName + signatureExt, Replace: true,
		Compose: func(lie []string) ([]byte, error) {
			beside = lie[len(lie)-1]
			return signature, nil
		},
		Supersedes: func([]byte) bool { return beside == media.CaseName },
	}
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
	done := Done{Act: capability.ActOn(file, capability.NeedsStick)}
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

// caseOf names the folder of a return on a stick.
func caseOf(r capability.Return) media.Case {
	c := media.Case{ReturnID: string(r.ID), Model: r.Device.Model, Serial: r.Device.Serial}
	if c.Model == "" && c.Serial == "" { // known to the portal alone
		c.Serial = r.Device.Host.Value
	}
	return c
}
