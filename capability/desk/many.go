package desk

import (
	"context"

	"handback/capability"
)

// Result is what happened to an act on one of several returns.
type Result struct {
	Done
	Err error
}

// SaveAll saves files of several different returns on a stick in one go: of each
// the one that its next act saves, or again the one that the portal waits for. The
// stick is written to twice, however many returns there are, and released once
// where the site asks for that. There is one result for each return, in their
// order, with the errors of [Desk.SaveAgain].
func (d *Desk) SaveAll(ctx context.Context, ids []capability.ReturnID, stick Stick, report capability.Report) []Result {
	results := make([]Result, len(ids))
	all := make([]*saving, 0, len(ids))
	at := make([]*Result, 0, len(ids))
	for i, id := range ids {
		s, act, err := d.toSave(id)
		results[i] = Result{s.done(act), err}
		if err == nil {
			all, at = append(all, s), append(at, &results[i])
		}
	}
	d.save(ctx, all, stick, report)
	d.releaseAfter(ctx, all, stick)
	for i, s := range all {
		*at[i] = Result{s.done(at[i].Act), s.err}
	}
	return results
}

// toSave finds the file that is to be saved.
func (d *Desk) toSave(id capability.ReturnID) (*saving, capability.Act, error) {
	s := &saving{}
	var err error
	if s.r, err = d.Return(id); err != nil {
		return s, capability.Act{}, err
	}
	act := capability.Next(s.r)
	if act.Need != capability.NeedsStick {
		act = capability.ActOn(toUpload(s.r), capability.NeedsStick)
	}
	if s.file = act.File; s.r.Artifact(s.file) == nil || s.r.Closing == capability.ClosedOnProof {
		err = ErrNothingToUpload
	}
	return s, act, err
}

// TakeAll takes in what a stick brings for several different returns, with one
// reading of it: the answer that each waits for, or the receipt that proves one
// which was closed on a claim. There is one result for each return, in their
// order. Its error is an [ErrNoAnswerDue] where nothing is waited for, and a
// *[Missing] where it is not on the stick. The error of TakeAll is that of the
// stick; then nothing was taken in.
func (d *Desk) TakeAll(ctx context.Context, ids []capability.ReturnID, stick Stick, report capability.Report) ([]Result, error) {
	seen, err := look(ctx, capability.Return{}, stick, report)
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(ids))
	for i, id := range ids {
		results[i].Done, results[i].Err = d.take(id, seen)
	}
	return results, nil
}

func (d *Desk) take(id capability.ReturnID, seen sight) (Done, error) {
	r, err := d.Return(id)
	if err != nil {
		return Done{}, err
	}
	act := capability.Next(r)
	done := Done{Act: answerAct(act), Return: r}
	if len(due(act)) > 0 {
		err = d.takeFrom(&done, seen)
		return done, err
	}
	if !r.AwaitsProof() {
		return done, ErrNoAnswerDue
	}
	done.Act = capability.ActOf(capability.ActUploadConfirmation)
	done.Return, err = d.proveBy(r, seen.files)
	if err == nil && done.Return.Closing != capability.ClosedOnProof {
		err = &Missing{Act: done.Act, Need: capability.NeedsPortal, Incomplete: seen.cut}
	}
	return done, err
}
