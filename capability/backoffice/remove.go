package backoffice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/message"
)

// Issued is a response that was issued to a device.
type Issued struct {
	Device   capability.Identity // as it was enrolled
	Response message.Response
	Bytes    []byte // sealed
}

// Remove takes units from a device in the portal and issues the response that
// tells the device; see [Books.Remove]. Each call removes once more.
func (o *Office) Remove(ctx context.Context, host capability.HostID, id capability.ActivationID, quantity int) (Issued, error) {
	var issued Issued
	err := o.change(ctx, func(tx *sql.Tx) error {
		row, err := loadDevice(ctx, tx, host)
		if err != nil {
			return err
		}
		if err := loadEntitlements(ctx, tx, &row, []capability.ActivationID{id}); err != nil {
			return err
		}
		terms, err := o.terms(ctx, tx)
		if err != nil {
			return err
		}
		decision, err := row.books.Remove(id, quantity, terms)
		if err != nil {
			return err
		}
		a := about{device: row.id}
		w := write{tx: tx, about: a, at: terms.Now, before: row.books, after: decision.After, changes: decision.Changes}
		if err := w.run(ctx); err != nil {
			return err
		}
		issued.Device, issued.Response = row.device, decision.Response
		issued.Bytes, err = o.issue(ctx, tx, a, &issued.Response)
		return err
	})
	if err != nil {
		return Issued{}, fmt.Errorf("removing from %s: %w", host, err)
	}
	return issued, nil
}

// ErrNoResponse says that no such response was issued to the device.
var ErrNoResponse = errors.New("no such response was issued")

// Response gives a response that was issued to a device again, with the same
// bytes; seq 0 is the newest. A device that is obsolete gets none.
func (o *Office) Response(ctx context.Context, host capability.HostID, seq uint64) (Issued, error) {
	var issued Issued
	err := o.view(ctx, func(tx *sql.Tx) error {
		row, err := loadDevice(ctx, tx, host)
		if err != nil {
			return err
		}
		if seq == 0 {
			seq = row.books.Seq
		}
		issued.Device = row.device
		err = tx.QueryRowContext(ctx, `SELECT message FROM issued WHERE device = ? AND seq = ?`, row.id, int64(seq)).
			Scan(&issued.Bytes)
		if errors.Is(err, sql.ErrNoRows) {
			err = fmt.Errorf("%w to %s: response %d of %d", ErrNoResponse, host, seq, row.books.Seq)
		}
		return errors.Join(err, row.books.Admit())
	})
	if err != nil {
		return Issued{}, err
	}
	m, err := message.Decode(issued.Bytes)
	if err != nil {
		return Issued{}, fmt.Errorf("the kept response %d: %w", seq, err)
	}
	issued.Response = *m.Response
	return issued, nil
}
