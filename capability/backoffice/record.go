package backoffice

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"handback/capability"
)

// Query chooses devices. The zero value is all of them.
type Query struct {
	Text    string // part of the host ID, vendor, model or serial number, in any case
	Waiting bool   // only those that have something to confirm
}

// Summary is a device in a list.
type Summary struct {
	Device  capability.Identity // as it was enrolled
	Status  DeviceStatus
	Held    int       // units that remain with it
	Waiting int       // units that wait for its confirmation
	Since   time.Time // when the oldest of these were removed; zero: none wait
}

// Find lists devices in the order in which they were enrolled, at most that
// many, and reports whether there are more.
func (o *Office) Find(ctx context.Context, q Query, most int) (found []Summary, more bool, err error) {
	escaped := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(q.Text))
	err = o.db.View(ctx, func(tx *sql.Tx) error {
		var err error
		found, err = collect(ctx, tx, func(rows *sql.Rows, s *Summary) error {
			d := &s.Device
			return rows.Scan(&d.Host.Type, &d.Host.Value, &d.Vendor, &d.Model, &d.Serial, &d.Firmware, &s.Status,
				&s.Held, &s.Waiting, timeColumn{&s.Since})
		}, `SELECT host_type, host_value, vendor, model, serial, firmware, status, held, waiting, since FROM (
			SELECT d.*,
				(SELECT coalesce(sum(remaining), 0) FROM licenses l WHERE l.device = d.id) AS held,
				(SELECT coalesce(sum(count), 0) FROM removals r WHERE r.device = d.id AND credited = 0) AS waiting,
				(SELECT coalesce(min(issued_at), 0) FROM removals r JOIN issued i ON i.device = r.device AND i.seq = r.seq
					WHERE r.device = d.id AND credited = 0) AS since
			FROM devices d
			WHERE lower(host_type || '/' || host_value || ' ' || vendor || ' ' || model || ' ' || serial) LIKE $1 ESCAPE '\') AS found
			WHERE waiting >= $2 ORDER BY id LIMIT $3`, "%"+escaped+"%", least(q.Waiting), most+1)
		return err
	})
	if len(found) > most {
		return found[:most], true, err
	}
	return found, false, err
}

func least(waiting bool) int {
	if waiting {
		return 1
	}
	return 0
}

// IssuedView is a response that was issued.
type IssuedView struct {
	Seq     uint64
	At      time.Time
	Expires time.Time // zero: never
	Asked   bool      // it answers a request; else the portal began
}

// Record is what the books say about one device, at one moment.
type Record struct {
	Device capability.Identity // as it was enrolled
	Books  Books               // without digests and entitlements

	LastRequest time.Time    // when its newest request was answered first; zero: none was
	LastSync    time.Time    // when it last proved a response to be loaded; zero: never
	Issued      []IssuedView // the newest, and all that carry removals which wait; newest first
}

// newestIssued is how many responses a [Record] lists beside those that matter.
const newestIssued = 20

// Record reads what is known about a device. The error is an [ErrUnknownDevice].
func (o *Office) Record(ctx context.Context, host capability.HostID) (Record, error) {
	var r Record
	err := o.db.View(ctx, func(tx *sql.Tx) error {
		row, err := loadDevice(ctx, tx, host)
		if err != nil {
			return err
		}
		r.Device, r.Books = row.device, row.books
		err = tx.QueryRowContext(ctx, `SELECT
			(SELECT coalesce(max(received_at), 0) FROM requests WHERE device = $1),
			(SELECT coalesce(max(at), 0) FROM events WHERE device = $1 AND kind = $2)`, row.id, string(Proved)).
			Scan(timeColumn{&r.LastRequest}, timeColumn{&r.LastSync})
		if err != nil {
			return err
		}
		r.Issued, err = collect(ctx, tx, func(rows *sql.Rows, i *IssuedView) error {
			return rows.Scan(&i.Seq, timeColumn{&i.At}, timeColumn{&i.Expires}, &i.Asked)
		}, `SELECT seq, issued_at, expires, answers IS NOT NULL FROM issued WHERE device = $1
			AND (seq > $2 OR seq IN (SELECT seq FROM removals WHERE device = $1 AND credited = 0)) ORDER BY seq DESC`,
			row.id, int64(row.books.Seq)-newestIssued)
		return err
	})
	return r, err
}

// Since tells when a response was issued; zero: it is not in the record.
func (r Record) Since(seq uint64) time.Time {
	i := slices.IndexFunc(r.Issued, func(i IssuedView) bool { return i.Seq == seq })
	if i < 0 {
		return time.Time{}
	}
	return r.Issued[i].At
}

// Licenses are those of the device in the words of FlexNet Operations. An
// entitlement has the name of its activation ID here.
func (r Record) Licenses() []capability.PortalLicense {
	all := make([]capability.PortalLicense, len(r.Books.Licenses))
	for i, l := range r.Books.Licenses {
		all[i] = capability.PortalLicense{
			ActivationID: l.ActivationID, Entitlement: string(l.ActivationID), State: l.State,
			Requested: l.Count, Generated: l.Count, Consumed: l.Count + r.Books.Waiting(l.ActivationID),
		}
	}
	return all
}

// Events reads events, newest first, at most that many: of one device, or of all
// when the host ID is zero, and only those before the event of that number,
// where it is not 0.
func (o *Office) Events(ctx context.Context, host capability.HostID, before int64, most int) ([]EventView, error) {
	var events []EventView
	err := o.db.View(ctx, func(tx *sql.Tx) error {
		var err error
		events, err = collect(ctx, tx, scanEvent, `SELECT e.id, at, kind, host_type, host_value, activation_id, count, seq, request, text
			FROM events e LEFT JOIN devices d ON d.id = e.device
			WHERE ($1 = 0 OR e.id < $1) AND ($2 = '' OR (host_type = $2 AND host_value = $3)) ORDER BY e.id DESC LIMIT $4`,
			before, host.Type, host.Value, most)
		return err
	})
	return events, err
}
