package backoffice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// ErrAudit says that the books don't add up.
var ErrAudit = errors.New("the books do not add up")

// balance is the sum of one activation ID over all devices, in units.
type balance struct {
	id                              string
	total, available, held, waiting int64
}

// Audit checks the books: for each activation ID what is available, held and
// waiting is what is entitled, every credit rests on proof, trust or a
// decision, obsolete devices have nothing, and every reference leads somewhere.
// The error is an [ErrAudit] that names what is wrong.
func (o *Office) Audit(ctx context.Context) error {
	return o.db.View(ctx, func(tx *sql.Tx) error { return audit(ctx, tx) })
}

func audit(ctx context.Context, tx *sql.Tx) error {
	balances, err := collect(ctx, tx, func(rows *sql.Rows, b *balance) error {
		return rows.Scan(&b.id, &b.total, &b.available, &b.held, &b.waiting)
	}, `SELECT activation_id, total, available, held, waiting FROM balances ORDER BY activation_id`)
	if err != nil {
		return err
	}
	var wrong []error
	for _, b := range balances {
		if b.available+b.held+b.waiting != b.total {
			wrong = append(wrong, fmt.Errorf("%w: %s has %d available, %d held and %d waiting of %d entitled",
				ErrAudit, b.id, b.available, b.held, b.waiting, b.total))
		}
	}
	return errors.Join(append(wrong, auditCounts(ctx, tx))...)
}

// auditCounts counts what may not be there at all.
func auditCounts(ctx context.Context, tx *sql.Tx) error {
	var wrong []error
	for _, a := range []struct{ what, query string }{
		{"removals and their credits differ", `SELECT count(*) FROM removals r WHERE credited <>
			(SELECT count(*) FROM credits c WHERE (c.device, c.activation_id, c.seq) = (r.device, r.activation_id, r.seq))`},
		{"credits are beyond what the device proved", `SELECT count(*) FROM credits c JOIN devices d ON d.id = c.device
			WHERE basis = 'proof' AND coalesce(proved_seq, 0) < seq`},
		{"credits rest on a decision that was not made", `SELECT count(*) FROM credits
			WHERE basis = 'decision' AND device NOT IN (SELECT id FROM devices WHERE status = 'OBSOLETE')`},
		{"licenses are with obsolete devices", `SELECT count(*) FROM licenses l JOIN devices d ON d.id = l.device
			WHERE status = 'OBSOLETE' AND (remaining > 0 OR state <> 'OBSOLETE')`},
		{"removals wait for obsolete devices", `SELECT count(*) FROM removals r JOIN devices d ON d.id = r.device
			WHERE status = 'OBSOLETE' AND credited = 0`},
		{"devices are obsolete without a declaration", `SELECT count(*) FROM devices
			WHERE (status = 'OBSOLETE') <> (id IN (SELECT device FROM declarations))`},
		{"references lead nowhere", lostReferences()},
	} {
		var found int
		if err := tx.QueryRowContext(ctx, a.query).Scan(&found); err != nil {
			return err
		}
		if found > 0 {
			wrong = append(wrong, fmt.Errorf("%w: %d %s", ErrAudit, found, a.what))
		}
	}
	return errors.Join(wrong...)
}

// references are the foreign keys of the tables. Of the columns only the last can
// be NULL, and then there is nothing that it leads to.
var references = []struct {
	from    string
	columns []string
	to      string
	keys    []string
}{
	{"devices", []string{"id", "proved_seq"}, "issued", []string{"device", "seq"}},
	{"licenses", []string{"device"}, "devices", []string{"id"}},
	{"licenses", []string{"activation_id"}, "entitlements", []string{"activation_id"}},
	{"requests", []string{"device"}, "devices", []string{"id"}},
	{"issued", []string{"device"}, "devices", []string{"id"}},
	{"issued", []string{"device", "answers"}, "requests", []string{"device", "id"}},
	{"removals", []string{"device", "activation_id"}, "licenses", []string{"device", "activation_id"}},
	{"removals", []string{"device", "seq"}, "issued", []string{"device", "seq"}},
	{"declarations", []string{"device"}, "devices", []string{"id"}},
	{"credits", []string{"device", "activation_id", "seq"}, "removals", []string{"device", "activation_id", "seq"}},
	{"credits", []string{"device", "request"}, "requests", []string{"device", "id"}},
	{"events", []string{"device"}, "devices", []string{"id"}},
}

// lostReferences counts the rows that name one that is not there.
func lostReferences() string {
	counts := make([]string, len(references))
	for i, r := range references {
		same := make([]string, len(r.columns))
		for k, column := range r.columns {
			same[k] = "a." + column + " = b." + r.keys[k]
		}
		counts[i] = fmt.Sprintf("(SELECT count(*) FROM %s a WHERE a.%s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %s b WHERE %s))",
			r.from, r.columns[len(r.columns)-1], r.to, strings.Join(same, " AND "))
	}
	return "SELECT " + strings.Join(counts, " + ")
}
