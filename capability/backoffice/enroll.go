package backoffice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/message"
)

// Enroll is the books after someone vouched for what the device holds, and
// what changed. Licenses that the books have already stay as they are: the
// file may be older than the books. Units come out of what is available; what
// is missing is added to the entitlement.
func (b Books) Enroll(holds []capability.License) (Books, []Change) {
	after := b.clone()
	if after.Entitlements == nil {
		after.Entitlements = make(map[capability.ActivationID]Entitlement)
	}
	var changes []Change
	for _, l := range holds {
		if after.license(l.ActivationID) >= 0 {
			continue
		}
		if change, raised := after.cover(l); raised {
			changes = append(changes, change)
		}
		state := capability.LicenseGenerated
		if l.Count == 0 {
			state = capability.LicenseNotGenerated
		}
		after.Licenses = append(after.Licenses, License{License: l, State: state})
		changes = append(changes, Change{Kind: licenseEnrolled, ActivationID: l.ActivationID, Count: l.Count})
	}
	return after, changes
}

// cover takes the units of l from its entitlement, which is created or raised
// when it has too few.
func (b Books) cover(l capability.License) (Change, bool) {
	e, known := b.Entitlements[l.ActivationID]
	if !known {
		e = Entitlement{ActivationID: l.ActivationID, License: l}
	}
	missing := max(0, l.Count-e.Available)
	e.Total += missing
	e.Available += missing - l.Count
	b.Entitlements[l.ActivationID] = e
	change := Change{Kind: entitlementRaised, ActivationID: l.ActivationID, Count: missing}
	if !known {
		change.Kind = entitlementCreated
	}
	change.Text = fmt.Sprintf("total %d", e.Total)
	return change, !known || missing > 0
}

// ErrOtherKey says that a device is enrolled with another key than the file
// has. The device is the one with the old key; the books don't change.
var ErrOtherKey = errors.New("the device is enrolled with another key")

// Enroll registers a device with the licenses that it holds, and makes or
// raises the entitlements that these need. A device that is enrolled keeps
// what the books say about its licenses; only new activation IDs are added. It
// returns what changed; nothing when all was known. A device that is obsolete
// can't be enrolled again: the error is an [ErrObsolete].
func (o *Office) Enroll(ctx context.Context, e message.Enrollment) ([]Change, error) {
	if err := e.Check(); err != nil {
		return nil, err
	}
	var changes []Change
	err := o.db.Change(ctx, func(tx *sql.Tx) error {
		changes = nil
		row, err := loadDevice(ctx, tx, e.Device.Host)
		switch {
		case errors.Is(err, ErrUnknownDevice):
			row.id, err = o.addDevice(ctx, tx, e)
			changes = append(changes, Change{Kind: enrolled, Text: e.Device.Host.String()})
		case err == nil && !row.key.Equal(e.PublicKey):
			return fmt.Errorf("%w: %s", ErrOtherKey, e.Device.Host)
		}
		if err := errors.Join(err, row.books.Admit()); err != nil {
			return err
		}
		added, err := o.addLicenses(ctx, tx, row, e.Licenses, changes)
		changes = append(changes, added...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("enrolling: %w", err)
	}
	return changes, nil
}

func (o *Office) addDevice(ctx context.Context, tx *sql.Tx, e message.Enrollment) (int64, error) {
	d := e.Device
	var id int64
	err := tx.QueryRowContext(ctx, `INSERT INTO devices
		(host_type, host_value, public_key, vendor, model, serial, firmware, enrolled_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
		d.Host.Type, d.Host.Value, []byte(e.PublicKey), capability.Printable(d.Vendor), capability.Printable(d.Model),
		capability.Printable(d.Serial), capability.Printable(d.Firmware), seconds(o.now())).Scan(&id)
	return id, err
}

// addLicenses adds the licenses that the books lack, and notes that after the
// earlier changes.
func (o *Office) addLicenses(ctx context.Context, tx *sql.Tx, row deviceRow, holds []capability.License, changes []Change) ([]Change, error) {
	ids := make([]capability.ActivationID, len(holds))
	for i, l := range holds {
		ids[i] = l.ActivationID
	}
	if err := o.loadEntitlements(ctx, tx, &row, ids); err != nil {
		return nil, err
	}
	after, added := row.books.Enroll(holds)
	w := write{
		tx: tx, about: about{device: row.id}, at: o.now(),
		before: row.books, after: after, changes: append(changes, added...),
	}
	return added, w.run(ctx)
}
