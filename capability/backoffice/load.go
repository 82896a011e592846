package backoffice

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"handback/capability"
)

// ErrUnknownDevice says that no device of that host ID was enrolled.
var ErrUnknownDevice = errors.New("the device is not enrolled")

// deviceRow is a device with its number in the database.
type deviceRow struct {
	id     int64
	key    ed25519.PublicKey
	device capability.Identity // as it was enrolled
	books  Books
}

// loadDevice reads the device with its licenses and the removals that wait.
func loadDevice(ctx context.Context, tx *sql.Tx, host capability.HostID) (deviceRow, error) {
	row := deviceRow{device: capability.Identity{Host: host}, books: Books{Host: host, Status: DeviceActive}}
	var proved sql.NullInt64
	err := tx.QueryRowContext(ctx, `SELECT id, public_key, vendor, model, serial, firmware, status, proved_seq, rollbacks, clones, revivals,
		(SELECT coalesce(max(seq), 0) FROM issued WHERE device = id)
		FROM devices WHERE host_type = $1 AND host_value = $2`, host.Type, host.Value).
		Scan(&row.id, (*[]byte)(&row.key), &row.device.Vendor, &row.device.Model, &row.device.Serial, &row.device.Firmware,
			&row.books.Status, &proved, &row.books.Rollbacks, &row.books.Clones, &row.books.Revivals, &row.books.Seq)
	if errors.Is(err, sql.ErrNoRows) {
		return row, fmt.Errorf("%w: %s", ErrUnknownDevice, host)
	}
	if err != nil {
		return row, err
	}
	if proved.Valid {
		mark := capability.Mark{Seq: uint64(proved.Int64)}
		if err := loadDigest(ctx, tx, row.id, mark.Seq, &mark.SHA256); err != nil {
			return row, err
		}
		row.books.Proved = &mark
	}
	if err := loadLicenses(ctx, tx, &row); err != nil {
		return row, err
	}
	return row, loadRemovals(ctx, tx, &row)
}

// loadIssued reads the one response that a request names, if it was issued.
func loadIssued(ctx context.Context, tx *sql.Tx, row *deviceRow, last *capability.Mark) error {
	if last == nil {
		return nil
	}
	var digest capability.Digest
	err := loadDigest(ctx, tx, row.id, last.Seq, &digest)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	row.books.Issued = map[uint64]capability.Digest{last.Seq: digest}
	return err
}

func loadDigest(ctx context.Context, tx *sql.Tx, device int64, seq uint64, into *capability.Digest) error {
	return tx.QueryRowContext(ctx, `SELECT sha256 FROM issued WHERE device = $1 AND seq = $2`, device, int64(seq)).
		Scan(digestColumn{into})
}

func loadLicenses(ctx context.Context, tx *sql.Tx, row *deviceRow) error {
	var err error
	row.books.Licenses, err = collect(ctx, tx, func(rows *sql.Rows, l *License) error {
		return rows.Scan(&l.ActivationID, &l.Feature, &l.Version, timeColumn{&l.Expires}, &l.Count, &l.State, &l.Taken)
	}, `SELECT activation_id, feature, version, expires, remaining, state,
		(SELECT coalesce(max(seq), 0) FROM removals r WHERE (r.device, r.activation_id) = (l.device, l.activation_id))
		FROM licenses l WHERE device = $1 ORDER BY id`, row.id)
	return err
}

func loadRemovals(ctx context.Context, tx *sql.Tx, row *deviceRow) error {
	var err error
	row.books.Removals, err = collect(ctx, tx, func(rows *sql.Rows, r *Removal) error {
		return rows.Scan(&r.ActivationID, &r.Count, &r.Seq)
	}, `SELECT activation_id, count, seq FROM removals WHERE device = $1 AND credited = 0 ORDER BY seq, id`, row.id)
	return err
}

// loadEntitlements reads the named entitlements and those of the removals that
// wait, which are going to change. All who change them come in the same order.
func (o *Office) loadEntitlements(ctx context.Context, tx *sql.Tx, row *deviceRow, named []capability.ActivationID) error {
	row.books.Entitlements = make(map[capability.ActivationID]Entitlement)
	ids := slices.Clone(named)
	for _, r := range row.books.Removals {
		ids = append(ids, r.ActivationID)
	}
	slices.Sort(ids)
	find := `SELECT feature, version, expires, total, available FROM entitlements WHERE activation_id = $1` + o.db.RowLock()
	for _, id := range slices.Compact(ids) {
		e := Entitlement{ActivationID: id, License: capability.License{ActivationID: id}}
		err := tx.QueryRowContext(ctx, find, string(id)).
			Scan(&e.License.Feature, &e.License.Version, timeColumn{&e.License.Expires}, &e.Total, &e.Available)
		switch {
		case errors.Is(err, sql.ErrNoRows):
		case err != nil:
			return err
		default:
			row.books.Entitlements[id] = e
		}
	}
	return nil
}

// collect reads all rows of a query. No rows are an empty list, not nil.
func collect[T any](ctx context.Context, tx *sql.Tx, scan func(*sql.Rows, *T) error, query string, args ...any) ([]T, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	all := []T{}
	for rows.Next() {
		var one T
		if err := scan(rows, &one); err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// digestColumn reads a BLOB of 32 bytes into a digest.
type digestColumn struct{ into *capability.Digest }

// Scan implements sql.Scanner.
func (c digestColumn) Scan(value any) error {
	blob, ok := value.([]byte)
	if !ok || len(blob) != len(c.into) {
		return fmt.Errorf("a digest of %d bytes was expected, not %T", len(c.into), value)
	}
	copy(c.into[:], blob)
	return nil
}

// timeColumn reads Unix seconds into a time in UTC; 0 is the zero time.
type timeColumn struct{ into *time.Time }

// Scan implements sql.Scanner.
func (c timeColumn) Scan(value any) error {
	seconds, ok := value.(int64)
	if !ok {
		return fmt.Errorf("a time in seconds was expected, not %T", value)
	}
	*c.into = time.Time{}
	if seconds != 0 {
		*c.into = time.Unix(seconds, 0).UTC()
	}
	return nil
}

// seconds is what timeColumn reads back.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
