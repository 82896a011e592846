package desk

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"slices"

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
	done.Return, err = d.proveBy(r, readAll(files))
	return done, done.Return.Closing == capability.ClosedOnProof, err
}

// prove proves every return for which there is a receipt among the files, or a kept
// one, and updates returns.
func (d *Desk) prove(returns []capability.Return, files []media.Found) ([]capability.ReturnID, error) {
	var proved []capability.ReturnID
	seen := readAll(files)
	for i, r := range returns {
		if !r.AwaitsProof() {
			continue
		}
		now, err := d.proveBy(r, seen)
		if err != nil {
			return proved, err
		}
		if returns[i] = now; now.Closing == capability.ClosedOnProof {
			proved = append(proved, now.ID)
		}
	}
	return proved, nil
}

func (d *Desk) proveBy(r capability.Return, files []content) (capability.Return, error) {
	if j, kept := d.keptAnswer(r); kept {
		return d.keep(r, j)
	}
	if now, err := d.checkKeptReceipt(r); err != nil || now.Closing == capability.ClosedOnProof {
		return now, err
	}
	for _, c := range files {
		j := d.classify(r, c)
		kept := r.Receipt != nil && r.Receipt.SHA256 == j.Digest
		if j.Class == IsReceipt && j.m != nil && !kept && (j.checked != nil || r.Receipt == nil) {
			return d.keep(r, j)
		}
	}
	return r, nil
}

// keptAnswer is the receipt that the portal gave a program just before a cut: it was
// kept, and not yet noted.
func (d *Desk) keptAnswer(r capability.Return) (j classified, kept bool) {
	if r.Receipt != nil || !r.SentFile(capability.ConfirmationRequest) || r.Exchange.Response.IsZero() {
		return j, false
	}
	data, err := d.o.Ledger.Get(r.ID, r.Exchange.Response)
	if err != nil {
		return j, false // verify tells of it
	}
	j = d.classifyAnswer(r, r.Exchange.Portal, data)
	return j, j.Class == IsReceipt && j.m != nil
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
	j := classified{Finding: Finding{Path: "kept", Digest: m.Digest, Size: int64(m.Size), Class: IsReceipt}, data: data, m: m}
	if d.checkSignature(r, &j); j.checked == nil {
		return r, nil
	}
	return d.keep(r, j)
}

// checkSignature checks a response or receipt with the portal's keys: those of the
// configuration, and those that the device of the return says it trusts. The
// device's keys count for what it loads, and for a receipt only where no key is
// configured. Without any key the message stays unchecked. A response that the
// device has processed needs no check.
func (d *Desk) checkSignature(r capability.Return, j *classified) {
	if j.m == nil || j.m.Response == nil || j.Class == IsOtherDevice || j.Class == IsLoaded {
		return
	}
	ofDevice := r.Seen.Keys
	if j.Class == IsReceipt && len(d.o.PortalKeys) > 0 {
		ofDevice = nil // a device that lies would prove what the portal never booked
	}
	checked, err := verify(j.m, d.o.PortalKeys, ofDevice)
	if err != nil {
		j.Class, j.About, j.m, j.Mendable = IsForged, err.Error(), nil, false
	}
	j.checked = checked
}

// verify gives the key with which a message's signature is right; nil without an
// error: no key is known.
func verify(m *message.Message, configured, ofDevice []capability.PublicKey) (*capability.Checked, error) {
	for _, known := range []struct {
		keys   []capability.PublicKey
		source capability.KeySource
	}{{configured, capability.KeyConfigured}, {ofDevice, capability.KeyOfDevice}} {
		i := slices.IndexFunc(known.keys, func(k capability.PublicKey) bool { return message.KeyIDOf(k[:]) == m.KeyID })
		if i < 0 {
			continue
		}
		if err := m.Verify(ed25519.PublicKey(known.keys[i][:])); err != nil {
			return nil, err
		}
		return &capability.Checked{Key: known.keys[i], Source: known.source}, nil
	}
	if len(configured)+len(ofDevice) == 0 {
		return nil, nil
	}
	return nil, fmt.Errorf("%w: it is signed with key %s, and that is none of the portal's", message.ErrSignature, m.KeyID)
}
