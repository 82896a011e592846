package backoffice

import (
	"context"
	"database/sql"

	"handback/capability"
	"handback/capability/message"
)

func viewEntitlements(ctx context.Context, tx *sql.Tx) ([]EntitlementView, error) {
	rows, err := tx.QueryContext(ctx, `SELECT activation_id, feature, version, b.total, b.available, held, waiting
		FROM balances b JOIN entitlements USING (activation_id) ORDER BY activation_id`)
	if err != nil {
		return nil, err
	}
	return collect(rows, func() (e EntitlementView, err error) {
		err = rows.Scan(&e.ActivationID, &e.Feature, &e.Version, &e.Total, &e.Available, &e.Held, &e.Waiting)
		return e, err
	})
}

func viewDevices(ctx context.Context, tx *sql.Tx) ([]DeviceView, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id, host_type, host_value, vendor, model, serial, status,
		(SELECT coalesce(max(seq), 0) FROM issued WHERE device = devices.id), coalesce(proved_seq, 0), rollbacks, clones, revivals
		FROM devices ORDER BY id`)
	if err != nil {
		return nil, err
	}
	var ids []int64
	devices, err := collect(rows, func() (d DeviceView, err error) {
		var id int64
		var b Books
		err = rows.Scan(&id, &d.Host.Type, &d.Host.Value, &d.Vendor, &d.Model, &d.Serial, &d.Status,
			&d.Issued, &d.Proved, &b.Rollbacks, &b.Clones, &b.Revivals)
		ids = append(ids, id)
		d.Rollbacks, d.Flags = b.Rollbacks, b.Flags()
		return d, err
	})
	if err != nil {
		return nil, err
	}
	for i, id := range ids {
		row := deviceRow{id: id}
		if err := loadLicenses(ctx, tx, &row); err != nil {
			return nil, err
		}
		devices[i].Licenses = make([]LicenseView, len(row.books.Licenses))
		for k, l := range row.books.Licenses {
			devices[i].Licenses[k] = LicenseView{l.ActivationID, l.Feature, l.Version, l.Count, l.ExpiresText(), l.State}
		}
	}
	return devices, nil
}

const (
	waitingRemovals = `SELECT host_type, host_value, activation_id, count, seq, 0, ''
		FROM removals r JOIN devices d ON d.id = r.device WHERE credited = 0 ORDER BY r.rowid`
	creditedRemovals = `SELECT host_type, host_value, activation_id, count, seq, at, basis
		FROM credits c JOIN removals r USING (device, activation_id, seq) JOIN devices d ON d.id = c.device
		ORDER BY c.rowid`
)

func viewRemovals(ctx context.Context, tx *sql.Tx, query string) ([]RemovalView, error) {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	return collect(rows, func() (r RemovalView, err error) {
		err = rows.Scan(&r.Host.Type, &r.Host.Value, &r.ActivationID, &r.Count, &r.Seq, timeColumn{&r.At}, &r.Basis)
		return r, err
	})
}

func viewEvents(ctx context.Context, tx *sql.Tx, newest int) ([]EventView, error) {
	rows, err := tx.QueryContext(ctx, `SELECT * FROM (
		SELECT e.id AS id, at, kind, host_type, host_value, activation_id, count, seq, request, text
		FROM events e LEFT JOIN devices d ON d.id = e.device ORDER BY e.id DESC LIMIT ?) ORDER BY id`, newest)
	if err != nil {
		return nil, err
	}
	return collect(rows, func() (EventView, error) {
		var e EventView
		var kind, value sql.NullString
		var request []byte
		err := rows.Scan(&e.ID, timeColumn{&e.At}, &e.Kind, &kind, &value, &e.ActivationID, &e.Count, &e.Seq, &request, &e.Text)
		if kind.Valid {
			e.Host = &capability.HostID{Type: kind.String, Value: value.String}
		}
		if len(request) == len(message.ID{}) {
			id := message.ID(request)
			e.Request = &id
		}
		return e, err
	})
}
