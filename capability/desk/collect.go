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
func (d *Desk) collect(ctx context.Context, r capability.Return, act capability.Act, stick Stick, report capability.Report) (capability.Return, []Finding, error) {
	seen, err := d.look(ctx, r, stick, report)
	if err != nil {
		return r, nil, err
	}
	findings := make([]Finding, len(seen))
	for i, j := range seen {
		findings[i] = j.Finding
	}
	best := newest(seen, wanted(act))
	if best == nil {
		return r, findings, &Missing{Act: act, Need: capability.NeedsPortal, Found: findings}
	}
	r, err = d.keep(r, *best)
	return r, findings, err
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

func (d *Desk) look(ctx context.Context, r capability.Return, stick Stick, report capability.Report) ([]judged, error) {
	found, err := stick.Collect(ctx, media.Limits{}, report)
	if err != nil {
		return nil, err
	}
	var seen []judged
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
	return seen, nil
}

// newest is the file of those verdicts with the highest sequence number. Of
// files that can't be read it is the only one: between two a person chooses,
// see [Desk.TakeFile].
func newest(seen []judged, want []Verdict) *judged {
	var best *judged
	doubt := false
	for i := range seen {
		j := &seen[i]
		switch {
		case !slices.Contains(want, j.Verdict) || slices.Contains(j.Against, ThereBefore):
		case best == nil || seqOf(j) > seqOf(best):
			best, doubt = j, false
		case j.m == nil && best.m == nil && j.Digest != best.Digest:
			doubt = true
		}
	}
	if doubt {
		return nil
	}
	return best
}

func seqOf(j *judged) uint64 {
	if j.m == nil || j.m.Response == nil {
		return 0
	}
	return j.m.Response.Seq
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
	f := capability.ResponseFound{Artifact: a, Path: j.Path, ByHand: j.byHand, Checked: j.checked, Began: j.Verdict == IsRemoval}
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
