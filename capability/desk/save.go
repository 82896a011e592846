package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"handback/capability"
	"handback/capability/media"
)

// slipName is the file that tells the person at the portal what to do.
const slipName = "READ-ME-FIRST.txt"

// saving is a file of a return on its way to a stick.
type saving struct {
	r    capability.Return
	file capability.ArtifactKind

	files  []media.File        // that file, the slip and the case
	others []capability.Digest // see [otherFiles]

	saved    []media.Saved
	released *media.Released
	err      error
}

// save writes files of different returns to the stick, each with its hand-over slip
// and its case, and notes them once the stick was read back. Then it writes the
// cases again, with that note in them, so that another laptop goes on from there.
//
// These are two saves, each synced, and no order makes them one. The note may only
// follow the sync and the reading back of the file, and the case that holds the
// note only follows the note. The first save takes the case along because the
// power, or the stick, may go between the two: then the request is never there
// with an older case, or with none. The second sync comes before anybody is told
// that the stick may be taken out.
//
// What goes with the file never hides that the file itself is on the stick.
func (d *Desk) save(ctx context.Context, all []*saving, stick Stick, report capability.Report) {
	look := sync.OnceValues(func() (*media.Collection, error) { return stick.Collect(ctx, fewOthers, nil) })
	ready := all[:0:0]
	for _, s := range all {
		if s.err = d.prepareSave(ctx, s, look); s.err == nil {
			ready = append(ready, s)
		}
	}
	if len(ready) == 0 {
		return
	}
	noted := ready[:0:0]
	for i, got := range stick.SaveAll(ctx, filesOf(ready), report) {
		if d.noteSaved(ready[i], stick, got); ready[i].err == nil {
			noted = append(noted, ready[i])
		}
	}
	d.saveCases(ctx, noted, stick, report)
}

func filesOf(all []*saving) []media.CaseFiles {
	files := make([]media.CaseFiles, len(all))
	for i, s := range all {
		files[i] = media.CaseFiles{Case: caseOf(s.r), Files: s.files}
	}
	return files
}

// prepareSave makes the files.
func (d *Desk) prepareSave(ctx context.Context, s *saving, look func() (*media.Collection, error)) error {
	a := s.r.Artifact(s.file)
	data, err := d.o.Ledger.Get(s.r.ID, a.SHA256)
	if err != nil {
		return err
	}
	slip, err := d.slipFile(s.r, *a)
	if err != nil {
		return err
	}
	rec, err := d.caseFiles(ctx, s.r)
	if err != nil && !errors.Is(err, ErrCaseUnsigned) { // that is said once it is there
		return err
	}
	s.files = append([]media.File{{Name: s.r.FileName(a.Kind), Data: data}, slip}, rec...)
	s.others = otherFiles(s.r, s.file, look)
	return nil
}

// noteSaved notes that the file is on the stick, if it is.
func (d *Desk) noteSaved(s *saving, stick Stick, got media.CaseSaved) {
	if s.saved, s.err = got.Saved, got.Err; len(got.Saved) == 0 {
		return
	}
	behind := behindOf(len(got.Saved), len(s.files), got.Err)
	now, err := d.note(s.r, capability.Saved{
		File: s.file, SHA256: got.Saved[0].Digest, Stick: capability.Printable(stick.Name()), Path: got.Saved[0].Path, OtherFiles: s.others,
	})
	if err == nil {
		s.r = now
	}
	s.err = errors.Join(err, behind)
}

// saveCases writes the cases as they are now.
func (d *Desk) saveCases(ctx context.Context, all []*saving, stick Stick, report capability.Report) {
	ready := all[:0:0]
	for _, s := range all {
		if s.files, s.err = d.caseFiles(ctx, s.r); len(s.files) > 0 {
			ready = append(ready, s)
		}
	}
	if len(ready) == 0 {
		return
	}
	for i, got := range stick.SaveAll(ctx, filesOf(ready), report) {
		s := ready[i]
		s.saved = append(s.saved[:slipAndFile:slipAndFile], got.Saved...)
		switch {
		case got.Err == nil:
		case len(got.Saved) < len(s.files):
			s.err = fmt.Errorf("%w: %w", ErrCaseBehind, got.Err)
		default:
			s.err = fmt.Errorf("%w: %w", ErrSumsBehind, got.Err)
		}
	}
}

// slipAndFile is how many files of a save go before the case.
const slipAndFile = 2

// releaseAfter releases the stick where the site asks for that, and something was
// saved.
func (d *Desk) releaseAfter(ctx context.Context, all []*saving, stick Stick) {
	whole := slices.DeleteFunc(slices.Clone(all), func(s *saving) bool { return s.err != nil })
	if len(whole) == 0 {
		return
	}
	out, err := d.release(ctx, stick)
	for _, s := range whole {
		s.released, s.err = out, err
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
	d.signing.Lock()
	defer d.signing.Unlock()
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
// to another stick, or because the first is lost. The error is an
// [ErrNothingToUpload] if there is none, one that tells what is not up to date
// beside it, or an [ErrNotReleased].
func (d *Desk) SaveAgain(ctx context.Context, id capability.ReturnID, stick Stick, report capability.Report) (Done, error) {
	r, err := d.Return(id)
	if err != nil {
		return Done{}, err
	}
	file := toUpload(r)
	if r.Artifact(file) == nil || r.Closing == capability.ClosedOnProof {
		return Done{Return: r}, ErrNothingToUpload
	}
	return d.saveOne(ctx, capability.ActOn(file, capability.NeedsStick), r, stick, report)
}

// saveOne carries out an act that saves a file.
func (d *Desk) saveOne(ctx context.Context, act capability.Act, r capability.Return, stick Stick, report capability.Report) (Done, error) {
	s := &saving{r: r, file: act.File}
	d.save(ctx, []*saving{s}, stick, report)
	d.releaseAfter(ctx, []*saving{s}, stick)
	return s.done(act), s.err
}

func (s *saving) done(act capability.Act) Done {
	return Done{Act: act, Return: s.r, Saved: s.saved, Released: s.released}
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
