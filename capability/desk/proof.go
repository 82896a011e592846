package desk

import (
	"context"

	"handback/capability"
	"handback/capability/media"
	"handback/capability/message"
)

// Prove looks for what proves a return that was closed on a claim: the receipt
// that was kept unchecked, with the keys that are known now, and one on the
// stick, which may be nil. It reports whether the return is closed on proof now.
func (d *Desk) Prove(ctx context.Context, id capability.ReturnID, stick Stick, report capability.Report) (Done, bool, error) {
	r, err := d.Return(id)
	done := Done{Act: capability.Next(r), Return: r}
	if err != nil || !r.AwaitsProof() {
		return done, false, err
	}
	var files []media.Found
	if stick != nil {
		found, err := stick.Collect(ctx, media.Limits{}, report)
		if err != nil {
			return done, false, err
		}
		files = found.Found
	}
	done.Return, err = d.proveBy(r, files)
	return done, done.Return.Closing == capability.ClosedOnProof, err
}

// prove does so for every return that a receipt among the files, or the one that
// was kept, proves, and puts them as they are now into returns.
func (d *Desk) prove(returns []capability.Return, files []media.Found) ([]capability.ReturnID, error) {
	var proved []capability.ReturnID
	for i, r := range returns {
		if !r.AwaitsProof() {
			continue
		}
		now, err := d.proveBy(r, files)
		if err != nil {
			return proved, err
		}
		if returns[i] = now; now.Closing == capability.ClosedOnProof {
			proved = append(proved, now.ID)
		}
	}
	return proved, nil
}

func (d *Desk) proveBy(r capability.Return, files []media.Found) (capability.Return, error) {
	if now, err := d.checkKeptReceipt(r); err != nil || now.Closing == capability.ClosedOnProof {
		return now, err
	}
	for _, f := range files {
		j := d.judge(r, f)
		kept := r.Receipt != nil && r.Receipt.SHA256 == j.Digest
		if j.Verdict == IsReceipt && j.m != nil && !kept && (j.checked != nil || r.Receipt == nil) {
			return d.keep(r, j)
		}
	}
	return r, nil
}

// checkKeptReceipt checks a receipt that nobody could check when it came.
func (d *Desk) checkKeptReceipt(r capability.Return) (capability.Return, error) {
	if r.Receipt == nil || r.ReceiptChecked != nil {
		return r, nil
	}
	data, err := d.o.Ledger.Get(r.ID, r.Receipt.SHA256)
	if err != nil {
		return r, nil // verify tells of it
	}
	m, err := message.Decode(data)
	if err != nil || m.Response == nil {
		return r, nil
	}
	j := judged{Finding: Finding{Path: "kept", Digest: m.Digest, Size: int64(m.Size), Verdict: IsReceipt}, data: data, m: m}
	if d.checkSignature(r, &j); j.checked == nil {
		return r, nil
	}
	return d.keep(r, j)
}
