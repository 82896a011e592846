package desk

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
)

// collect searches the stick for the portal's answer: first the response, after
// the confirmation the receipt. It reports what can't be used and does not keep it.
func (d *Desk) collect(ctx context.Context, done *Done, stick Stick, report capability.Report) error {
	seen, err := look(ctx, done.Return, stick, report)
	if done.Unread = err; err != nil {
		return err
	}
	return d.takeFrom(done, seen)
}

// takeFrom takes the answer from what was seen on a stick.
func (d *Desk) takeFrom(done *Done, s sight) (err error) {
	seen := d.classifySight(done.Return, s)
	for _, j := range seen {
		done.Found = append(done.Found, j.Finding)
	}
	done.Incomplete = s.cut
	best := newest(seen, wanted(done.Act))
	if best == nil {
		return &Missing{Act: done.Act, Need: capability.NeedsPortal, Found: done.Found, Incomplete: s.cut}
	}
	done.Return, err = d.keep(done.Return, *best)
	return err
}

// wanted are the classes that an act at the portal waits for. A response that
// doesn't carry out the order is loaded, too: it brings the device in line with
// the portal, and a new request can follow.
func wanted(act capability.Act) []Class {
	switch act.File {
	case capability.ConfirmationRequest:
		return []Class{IsReceipt}
	case capability.DeclarationFile:
		return nil
	default:
		return []Class{IsResponse, IsUseless}
	}
}

// due are the classes that an answer can have before an act. Without a stick the
// answer may come before the request was saved on one, and a newer response may
// come before the older one was loaded.
func due(act capability.Act) []Class {
	if act.Answer == "" {
		return nil
	}
	return wanted(act)
}

// answerAct is the act that an answer carries out: the one at the portal.
func answerAct(act capability.Act) capability.Act {
	if act.File == capability.ConfirmationRequest {
		return capability.ActOf(capability.ActUploadConfirmation)
	}
	return capability.ActOf(capability.ActFetchResponse)
}

// TakeFile takes the file on a stick that a person chose for the portal's
// response to an open return: one that can't be read, or that has to be repaired.
// The device has the last word. The error is [ErrNoAnswerDue] when the return
// waits for no response, a *[Missing] when the file can't be it, or that of
// [Desk.AdoptFile].
func (d *Desk) TakeFile(ctx context.Context, id capability.ReturnID, stick Stick, chosen Finding, report capability.Report) (Done, error) {
	r, err := d.Return(id)
	if err != nil {
		return Done{}, err
	}
	act := capability.Next(r)
	done := Done{Act: answerAct(act), Return: r}
	want := due(act)
	if !slices.Contains(want, IsResponse) {
		return done, ErrNoAnswerDue
	}
	f, err := pick(ctx, stick, chosen, report)
	if err != nil {
		return done, err
	}
	j := d.classify(r, read(f)).byWord(r)
	done.Found = []Finding{j.Finding}
	if !slices.Contains(want, j.Class) && j.Class != IsRemoval {
		return done, &Missing{Act: done.Act, Need: capability.NeedsPortal, Found: done.Found}
	}
	done.Return, err = d.keep(r, j)
	return done, err
}

// pick reads the chosen file of a stick. The digest tells whether it is still the
// same; times can't, for FAT rounds them and counts them in the local zone. A
// file without a digest is searched for by its path.
func pick(ctx context.Context, stick Stick, chosen Finding, report capability.Report) (media.Found, error) {
	if chosen.Digest != (capability.Digest{}) {
		data, err := stick.Read(ctx, chosen.Path, chosen.Digest)
		return media.Found{
			Path: chosen.Path, Size: int64(len(data)), ModTime: chosen.ModTime, Digest: chosen.Digest, Data: data,
		}, err
	}
	all, err := stick.Collect(ctx, media.Limits{First: path.Dir(chosen.Path)}, report)
	if err != nil {
		return media.Found{}, err
	}
	i := slices.IndexFunc(all.Found, func(f media.Found) bool { return f.Path == chosen.Path })
	switch {
	case i >= 0:
		return all.Found[i], nil
	case !all.Incomplete.IsZero():
		return media.Found{}, fmt.Errorf("%w: %s", ErrCutShort, all.Incomplete)
	default:
		return media.Found{}, &fs.PathError{Op: "read", Path: capability.Printable(chosen.Path), Err: fs.ErrNotExist}
	}
}

// newest is the message of those classes with the highest sequence number. A
// file that can't be read does not count: a person says what it is, see
// [Desk.TakeFile].
func newest(seen []classified, want []Class) *classified {
	var best *classified
	for i := range seen {
		j := &seen[i]
		if j.m == nil || !slices.Contains(want, j.Class) {
			continue
		}
		if best == nil || j.m.Response.Seq > best.m.Response.Seq {
			best = j
		}
	}
	return best
}

// keep puts a response or a receipt into the ledger, and then notes it.
func (d *Desk) keep(r capability.Return, j classified) (capability.Return, error) {
	kind := capability.PortalResponse
	if j.Class == IsReceipt {
		kind = capability.PortalReceipt
	}
	id := ""
	if j.m != nil {
		id = j.m.Response.ID.String()
	}
	a := capability.NewArtifact(kind, j.data, id)
	if err := d.o.Ledger.Put(r.ID, a, j.data); err != nil {
		return r, err
	}
	if kind == capability.PortalReceipt {
		return d.note(r, receiptFact(r, a, j))
	}
	r, err := d.flag(r, toldOdd(j))
	if err != nil {
		return r, err
	}
	return d.note(r, responseFact(a, j))
}

// toldOdd is the portal's note that a device was set back: it does not count what
// the response takes away.
func toldOdd(j classified) []capability.Flagged {
	if j.m == nil {
		return nil
	}
	for _, n := range j.m.Response.Notes {
		if n.Code == message.NoteRollback {
			said := capability.Printable(cmp.Or(n.Text, n.Code.String()))
			return []capability.Flagged{{Flag: capability.FlagRollback, Said: said, Text: "the portal says: " + said}}
		}
	}
	return nil
}

func responseFact(a capability.Artifact, j classified) capability.ResponseFound {
	f := capability.ResponseFound{
		Artifact: a, Path: j.Path, ByHand: j.byHand, Portal: j.portal, Checked: j.checked, Began: j.Class == IsRemoval, Mended: string(j.mended),
	}
	if j.m == nil {
		return f
	}
	q := j.m.Response
	f.Seq, f.Unasked, f.Licenses = q.Seq, !q.Confirm, append([]capability.License{}, q.Rights...)
	if j.Class == IsUseless {
		f.Without = capability.Printable(cmp.Or(j.About, "no reason is given"))
	}
	if q.Answers != nil {
		f.Answers = q.Answers.String()
	}
	return f
}

// receiptFact reads the portal's answer to the confirmation. Units of the
// order that still wait were not credited by it.
func receiptFact(r capability.Return, a capability.Artifact, j classified) capability.Receipt {
	q := j.m.Response
	f := capability.Receipt{
		Artifact: a, Path: j.Path, ByHand: j.byHand, Portal: j.portal, Answers: q.Answers.String(), Seq: q.Seq, Checked: j.checked,
		Licenses: append([]capability.License{}, q.Rights...),
	}
	for _, n := range q.Notes {
		ours := slices.ContainsFunc(r.Order.Lines, func(l capability.Line) bool { return l.ActivationID == n.ActivationID })
		switch {
		case n.Code == message.NoteCredited:
			f.Credited = append(f.Credited, n.ActivationID)
		case n.Code == message.NoteRollback, n.Code == message.NoteRemoved && ours:
			f.Flagged = capability.Printable(notes(q))
		}
	}
	return f
}
