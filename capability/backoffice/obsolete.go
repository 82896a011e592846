package backoffice

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"

	"handback/capability"
	"handback/capability/message"
)

// DeviceStatus says whether a device can have licenses, in the words of FlexNet
// Operations.
type DeviceStatus string

// The statuses. The zero value counts as active.
const (
	DeviceActive   DeviceStatus = "ACTIVE"
	DeviceObsolete DeviceStatus = "OBSOLETE" // for ever
)

// Obsolete writes the device off, without any proof: what it holds and what
// waits becomes available, and it can never get a license again. The text says
// on whose word it is done. Nothing changes when the device is obsolete
// already.
//
// If the device still works, its units can be used twice; [Books.Refuse] flags
// it at its next request.
func (b Books) Obsolete(text string) (Books, []Change) {
	if b.Admit() != nil {
		return b, nil
	}
	d := Decision{After: b.clone()}
	d.After.Status, d.After.Removals = DeviceObsolete, nil
	d.Changes = append(d.Changes, Change{Kind: WrittenOff, Text: text})
	for _, removal := range b.Removals {
		d.credit(removal, OnDecision)
	}
	for i := range d.After.Licenses {
		d.release(&d.After.Licenses[i])
	}
	return d.After, d.Changes
}

// release gives what remains of a license back to its entitlement.
func (d *Decision) release(l *License) {
	if l.Count > 0 {
		e := d.After.Entitlements[l.ActivationID]
		e.Available += l.Count
		d.After.Entitlements[l.ActivationID] = e
		d.Changes = append(d.Changes, Change{Kind: Released, ActivationID: l.ActivationID, Count: l.Count, Basis: OnDecision})
	}
	l.Count, l.State = 0, capability.LicenseObsolete
}

// Obsolete writes a device off on the declaration of a dead device, for ever;
// see [Books.Obsolete]. The declaration is kept. It returns what changed;
// nothing when the device is obsolete already. The error is a
// [message.ErrDeclaration] or [message.ErrVersion] when the data is no
// declaration, a [message.ErrHost] when it is about another device.
func (o *Office) Obsolete(ctx context.Context, host capability.HostID, declaration []byte) ([]Change, error) {
	d, err := message.ReadDeclaration(bytes.NewReader(declaration))
	if err != nil {
		return nil, err
	}
	if d.Host != host {
		return nil, fmt.Errorf("%w: the declaration is about %s, not %s", message.ErrHost, d.Host, host)
	}
	changes, err := o.writeOff(ctx, host, declaration, fmt.Sprintf("declaration SHA-256 %s: %s, return %s, serial number %s, says %s",
		capability.DigestOf(declaration), d.Cause, d.Return, d.Serial, d.Who))
	if err != nil {
		return nil, fmt.Errorf("making %s obsolete: %w", host, err)
	}
	return changes, nil
}

// ObsoleteOnWord writes a device off as [Office.Obsolete] does, without a
// declaration, on the word of the person who gives the order. That word takes
// the place of the declaration.
func (o *Office) ObsoleteOnWord(ctx context.Context, host capability.HostID, who string) ([]Change, error) {
	word := fmt.Sprintf("without a declaration, on the word of %s", capability.Printable(who))
	changes, err := o.writeOff(ctx, host, []byte(word), word)
	if err != nil {
		return nil, fmt.Errorf("making %s obsolete: %w", host, err)
	}
	return changes, nil
}

// writeOff keeps the file on which it rests. It returns what changed.
func (o *Office) writeOff(ctx context.Context, host capability.HostID, file []byte, text string) ([]Change, error) {
	digest := capability.DigestOf(file)
	var changes []Change
	err := o.db.Change(ctx, func(tx *sql.Tx) error {
		row, err := loadDevice(ctx, tx, host)
		if err != nil {
			return err
		}
		if err := o.loadEntitlements(ctx, tx, &row, row.books.ids()); err != nil {
			return err
		}
		w := write{tx: tx, about: about{device: row.id}, at: o.now(), before: row.books}
		w.after, w.changes = row.books.Obsolete(text)
		if changes = w.changes; len(changes) == 0 {
			return nil
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO declarations (device, sha256, file, decided_at) VALUES ($1, $2, $3, $4)`,
			row.id, digest[:], file, seconds(w.at))
		if err != nil {
			return err
		}
		return w.run(ctx)
	})
	return changes, err
}
