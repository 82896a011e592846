package backoffice

import (
	"context"
	"database/sql"
	"time"

	"handback/capability"
	"handback/capability/message"
)

// Snapshot is what the books hold at one moment. Its JSON form is stable:
// times are RFC 3339 in UTC, counts are units.
type Snapshot struct {
	SkipConfirmation bool              `json:"skip_confirmation"`
	ResponseLifetime int64             `json:"response_lifetime"` // seconds; 0: for ever
	Entitlements     []EntitlementView `json:"entitlements"`
	Devices          []DeviceView      `json:"devices"`
	Waiting          []RemovalView     `json:"waiting"`
	Credits          []RemovalView     `json:"credits"` // oldest first
	Events           []EventView       `json:"events"`  // the newest, oldest first
}

// EntitlementView is an entitlement with where its units are.
type EntitlementView struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Feature      string                  `json:"feature"`
	Version      string                  `json:"version"`
	Total        int                     `json:"total"`
	Available    int                     `json:"available"`
	Held         int                     `json:"held"`
	Waiting      int                     `json:"waiting"`
}

// DeviceView is an enrolled device.
type DeviceView struct {
	Host      capability.HostID `json:"host"`
	Vendor    string            `json:"vendor"`
	Model     string            `json:"model"`
	Serial    string            `json:"serial"`
	Status    DeviceStatus      `json:"status"`
	Issued    uint64            `json:"issued_seq"` // of the newest response; 0: none
	Proved    uint64            `json:"proved_seq"` // of the newest proved to be loaded; 0: none
	Rollbacks int               `json:"rollbacks"`
	Flags     []FlagView        `json:"flags"` // what is odd about it; empty: nothing
	Licenses  []LicenseView     `json:"licenses"`
}

// LicenseView is a license of a device.
type LicenseView struct {
	ActivationID capability.ActivationID `json:"activation_id"`
	Feature      string                  `json:"feature"`
	Version      string                  `json:"version"`
	Count        int                     `json:"count"`   // units that remain with the device
	Expires      string                  `json:"expires"` // as [capability.License.ExpiresText]
	State        capability.LicenseState `json:"state"`
}

// RemovalView is a removal that waits, or was credited.
type RemovalView struct {
	Host         capability.HostID       `json:"host"`
	ActivationID capability.ActivationID `json:"activation_id"`
	Count        int                     `json:"count"`
	Seq          uint64                  `json:"seq"`            // of the response that took them
	At           time.Time               `json:"at,omitzero"`    // when they were credited
	Basis        Basis                   `json:"basis,omitzero"` // of the credit
}

// EventView is an event.
type EventView struct {
	ID           int64                   `json:"id"`
	At           time.Time               `json:"at"`
	Kind         ChangeKind              `json:"kind"`
	Host         *capability.HostID      `json:"host,omitempty"`
	ActivationID capability.ActivationID `json:"activation_id,omitempty"`
	Count        int                     `json:"count,omitempty"`
	Seq          uint64                  `json:"seq,omitempty"`
	Request      *message.ID             `json:"request,omitempty"`
	Text         string                  `json:"text,omitempty"`
}

// Snapshot reads all the books, and of the events at most that many, the newest.
func (o *Office) Snapshot(ctx context.Context, events int) (Snapshot, error) {
	var s Snapshot
	err := o.db.View(ctx, func(tx *sql.Tx) error {
		settings, err := loadSettings(ctx, tx)
		if err != nil {
			return err
		}
		s.SkipConfirmation = settings.SkipConfirmation
		s.ResponseLifetime = int64(settings.ResponseLifetime / time.Second)
		if s.Entitlements, err = viewEntitlements(ctx, tx); err != nil {
			return err
		}
		if s.Devices, err = viewDevices(ctx, tx); err != nil {
			return err
		}
		if s.Waiting, err = viewRemovals(ctx, tx, waitingRemovals); err != nil {
			return err
		}
		if s.Credits, err = viewRemovals(ctx, tx, creditedRemovals); err != nil {
			return err
		}
		s.Events, err = viewEvents(ctx, tx, events)
		return err
	})
	return s, err
}

func viewEntitlements(ctx context.Context, tx *sql.Tx) ([]EntitlementView, error) {
	return collect(ctx, tx, func(rows *sql.Rows, e *EntitlementView) error {
		return rows.Scan(&e.ActivationID, &e.Feature, &e.Version, &e.Total, &e.Available, &e.Held, &e.Waiting)
	}, `SELECT activation_id, feature, version, b.total, b.available, held, waiting
		FROM balances b JOIN entitlements USING (activation_id) ORDER BY activation_id`)
}

func viewDevices(ctx context.Context, tx *sql.Tx) ([]DeviceView, error) {
	var ids []int64
	devices, err := collect(ctx, tx, func(rows *sql.Rows, d *DeviceView) error {
		var id int64
		var b Books
		err := rows.Scan(&id, &d.Host.Type, &d.Host.Value, &d.Vendor, &d.Model, &d.Serial, &d.Status,
			&d.Issued, &d.Proved, &b.Rollbacks, &b.Clones, &b.Revivals)
		ids = append(ids, id)
		d.Rollbacks, d.Flags = b.Rollbacks, b.Flags()
		return err
	}, `SELECT id, host_type, host_value, vendor, model, serial, status,
		(SELECT coalesce(max(seq), 0) FROM issued WHERE device = devices.id), coalesce(proved_seq, 0), rollbacks, clones, revivals
		FROM devices ORDER BY id`)
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
		FROM removals r JOIN devices d ON d.id = r.device WHERE credited = 0 ORDER BY r.id`
	creditedRemovals = `SELECT host_type, host_value, activation_id, count, seq, at, basis
		FROM credits c JOIN removals r USING (device, activation_id, seq) JOIN devices d ON d.id = c.device
		ORDER BY c.id`
)

func viewRemovals(ctx context.Context, tx *sql.Tx, query string) ([]RemovalView, error) {
	return collect(ctx, tx, func(rows *sql.Rows, r *RemovalView) error {
		return rows.Scan(&r.Host.Type, &r.Host.Value, &r.ActivationID, &r.Count, &r.Seq, timeColumn{&r.At}, &r.Basis)
	}, query)
}

func viewEvents(ctx context.Context, tx *sql.Tx, newest int) ([]EventView, error) {
	return collect(ctx, tx, scanEvent, `SELECT * FROM (
		SELECT e.id AS id, at, kind, host_type, host_value, activation_id, count, seq, request, text
		FROM events e LEFT JOIN devices d ON d.id = e.device ORDER BY e.id DESC LIMIT $1) AS newest ORDER BY id`, newest)
}

func scanEvent(rows *sql.Rows, e *EventView) error {
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
	return err
}
