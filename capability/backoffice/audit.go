package backoffice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// ErrAudit says that the books don't add up.
var ErrAudit = errors.New("the books do not add up")

// balance is the sum of one activation ID over all devices, in units.
type balance struct {
	id                              string
	total, available, held, waiting int64
}

// Audit checks the books: for each activation ID what is available, held and
// waiting is what is entitled, and every reference leads somewhere. The error
// is an [ErrAudit] that names what is wrong.
func (o *Office) Audit(ctx context.Context) error {
	return o.view(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT activation_id, total, available, held, waiting FROM balances`)
		if err != nil {
			return err
		}
		balances, err := collect(rows, func() (b balance, err error) {
			err = rows.Scan(&b.id, &b.total, &b.available, &b.held, &b.waiting)
			return b, err
		})
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
		return errors.Join(append(wrong, auditCredits(ctx, tx), auditReferences(ctx, tx))...)
	})
}

// auditCredits checks that removals and credits tell the same.
func auditCredits(ctx context.Context, tx *sql.Tx) error {
	var differ int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM removals r WHERE credited <>
		(SELECT count(*) FROM credits c WHERE (c.device, c.activation_id, c.seq) = (r.device, r.activation_id, r.seq))`).Scan(&differ)
	if err == nil && differ > 0 {
		err = fmt.Errorf("%w: %d removals and their credits differ", ErrAudit, differ)
	}
	return err
}

func auditReferences(ctx context.Context, tx *sql.Tx) error {
	var dangling int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM pragma_foreign_key_check`).Scan(&dangling)
	if err == nil && dangling > 0 {
		err = fmt.Errorf("%w: %d references lead nowhere", ErrAudit, dangling)
	}
	return err
}
