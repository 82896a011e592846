package desk

import (
	"context"
	"slices"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
)

// collect looks on the stick for the portal's answer: the response at first,
// the receipt after the confirmation. What can't be used is told, not kept.
func (d *Desk) collect(ctx context.Context, done *Done, stick Stick, report capability.Report) error {
	seen, cut, err := d.look(ctx, done.Return, stick, report)
	if err != nil {
		return err
	}
	for _, j := range seen {
		done.Found = append(done.Found, j.Finding)
	}
	done.Incomplete = cut
	best := newest(seen, wanted(done.Act))
	if best == nil {
		return &Missing{Act: done.Act, Need: capability.NeedsPortal, Found: done.Found, Incomplete: cut}
	}
	done.Return, err = d.keep(done.Return, *best)
	return err
}

// wanted are the verdicts that an act at the portal waits for. A response that
// doesn't carry out the order is loaded all the same: it brings the device in
// line with the portal, and a new request can follow.
func wanted(act capability.Act) []Verdict {
	switch act.File {
	case capability.ConfirmationRequest:
		return []Verdict{IsReceipt}
	case capability.DeclarationFile:
		return nil
	default:
		return []Verdict{IsResponse, IsUseless}
	}
}

// look judges every file on a stick by a return, whose own folder it begins
// with; cut says why it did not come to the end, empty: it did.
func (d *Desk) look(ctx context.Context, r capability.Return, stick Stick, report capability.Report) (seen []judged, cut string, err error) {
	var limits media.Limits
	if r.ID != "" {
		limits.First = caseOf(r).Dir()
	}
	found, err := stick.Collect(ctx, limits, report)
	if err != nil {
		return nil, "", err
	}
	for _, f := range found.Found {
		seen = append(seen, d.judge(r, f))
	}
	for _, s := range found.Skipped {
		seen = append(seen, judged{Finding: Finding{Path: s.Path, Size: s.Size, Verdict: IsNotLookedInto, About: string(s.Reason)}})
	}
	all := make([]*Finding, len(seen))
	for i := range seen {
		all[i] = &seen[i].Finding
	}
	weigh(r, stick.Name(), all)
	return seen, found.Incomplete, nil
}

// caseOf names the folder of a return on a stick.
func caseOf(r capability.Return) media.Case {
	return media.Case{ReturnID: string(r.ID), Model: r.Device.Model, Serial: r.Device.Serial}
}

// newest is the file of those verdicts with the highest sequence number. Only a
// message that can be read has one of them: of other files a person says what
// they are, see [Desk.TakeFile].
func newest(seen []judged, want []Verdict) *judged {
	var best *judged
	for i := range seen {
		j := &seen[i]
		if j.m == nil || !slices.Contains(want, j.Verdict) {
			continue
		}
		if best == nil || j.m.Response.Seq > best.m.Response.Seq {
			best = j
		}
	}
	return best
}

// keep puts a response or a receipt into the ledger, and then notes it.
func (d *Desk) keep(r capability.Return, j judged) (capability.Return, error) {
	kind := capability.PortalResponse
	if j.Verdict == IsReceipt {
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

// toldOdd is what a response says of a device that was set back: that the
// portal does not count what it takes away.
func toldOdd(j judged) []capability.Flagged {
	if j.m == nil {
		return nil
	}
	for _, n := range j.m.Response.Notes {
		if n.Code == message.NoteRollback {
			text := "the portal says: " + orElse(n.Text, n.Code.String())
			return []capability.Flagged{{Flag: capability.FlagRollback, Text: capability.Printable(text)}}
		}
	}
	return nil
}

func responseFact(a capability.Artifact, j judged) capability.ResponseFound {
	f := capability.ResponseFound{
		Artifact: a, Path: j.Path, ByHand: j.byHand, Checked: j.checked, Began: j.Verdict == IsRemoval, Mended: string(j.mended),
	}
	if j.m == nil {
		return f
	}
	q := j.m.Response
	f.Seq, f.Unasked, f.Licenses = q.Seq, !q.Confirm, append([]capability.License{}, q.Rights...)
	if j.Verdict == IsUseless {
		f.Without = capability.Printable(orElse(j.About, "no reason is given"))
	}
	if q.Answers != nil {
		f.Answers = q.Answers.String()
	}
	return f
}

// receiptFact reads the portal's answer to the confirmation. Units of the
// order that still wait were not credited by it.
func receiptFact(r capability.Return, a capability.Artifact, j judged) capability.Receipt {
	q := j.m.Response
	f := capability.Receipt{
		Artifact: a, Path: j.Path, ByHand: j.byHand, Answers: q.Answers.String(), Seq: q.Seq, Checked: j.checked,
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

func orElse(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}
