package backoffice

import (
	"context"
	"database/sql"
	"errors"

	"handback/capability/message"
)

// noteRefusal adds an event, and flags the device where the reason says
// something about it, in a transaction of its own.
func (o *Office) noteRefusal(ctx context.Context, m *message.Message, why *RefusedError) error {
	return o.change(ctx, func(tx *sql.Tx) error {
		row, err := loadDevice(ctx, tx, m.Request.Host)
		if err != nil && !errors.Is(err, ErrUnknownDevice) {
			return err
		}
		w := write{tx: tx, about: about{row.id, &m.Request.ID}, at: o.now(), before: row.books}
		w.after, w.changes = row.books.Refuse(why.Err)
		seen, err := w.flaggedBefore(ctx, m)
		if err != nil {
			return err
		}
		if seen {
			w.after, w.changes = row.books, nil
		}
		w.changes = append(w.changes, Change{Kind: requestRefused, Text: why.Err.Error()})
		return w.run(ctx)
	})
}

// flaggedBefore reports whether the same request caused the same changes
// before, or was answered: the same file again shows nothing new of the device.
func (w write) flaggedBefore(ctx context.Context, m *message.Message) (seen bool, err error) {
	for _, c := range w.changes {
		err = w.tx.QueryRowContext(ctx, `SELECT
			EXISTS (SELECT 1 FROM requests WHERE device = ?1 AND id = ?2 AND sha256 = ?3)
			OR EXISTS (SELECT 1 FROM events WHERE device = ?1 AND request = ?2 AND kind = ?4)`,
			w.about.device, w.about.requestColumn(), m.Digest[:], string(c.Kind)).Scan(&seen)
		if err != nil || seen {
			return seen, err
		}
	}
	return false, nil
}
