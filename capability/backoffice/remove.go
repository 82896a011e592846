package backoffice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"handback/capability"
	"handback/capability/backoffice/store"
)

// What can be wrong with a removal that someone asks for in the portal.
var (
	ErrNotHeld  = errors.New("nothing is left to remove")
	ErrQuantity = errors.New("this quantity can't be removed")
)

// Remove takes units from the device on the word of the portal. The quantity
// is what is taken away, as in FlexNet Operations and unlike the count of a
// request; 0 takes all that remain. The units wait until the device proves that
// it loaded the response, or are credited at once when the terms trust it.
//
// Units that wait already don't remain with the device and can't be removed
// again. The error is an [ErrObsolete], [ErrNotHeld] or [ErrQuantity].
func (b Books) Remove(id capability.ActivationID, quantity int, terms Terms) (Decision, error) {
	if err := b.Admit(); err != nil {
		return Decision{}, err
	}
	remain, waiting := b.held(id), b.Waiting(id)
	switch {
	case remain == 0 && waiting > 0:
		return Decision{}, fmt.Errorf("%w: %s of %s wait for confirmation already", ErrNotHeld, units(waiting), id)
	case remain == 0:
		return Decision{}, fmt.Errorf("%w: the device holds no %s", ErrNotHeld, id)
	case quantity < 0:
		return Decision{}, fmt.Errorf("%w: %d", ErrQuantity, quantity)
	case quantity > remain:
		return Decision{}, fmt.Errorf("%w: %d of %s to take away, %d remain and %d wait for confirmation already",
			ErrQuantity, quantity, id, remain, waiting)
	case quantity == 0:
		quantity = remain
	}
	d := Decision{After: b.clone()}
	d.remove(id, quantity, terms.SkipConfirmation)
	if l := &d.After.Licenses[d.After.license(id)]; l.State == capability.WaitingForConfirmation {
		l.State = capability.RemovalPendingConfirmation
	}
	d.Response = d.respond(nil, terms)
	return d, nil
}

// Remove takes units from a device in the portal and issues the response that
// tells the device; see [Books.Remove]. Each call removes once more, so a COMMIT
// without an answer is looked for: the error is [ErrNotRemoved] when nothing was
// removed, and [ErrUncertain] when the database could not be asked.
func (o *Office) Remove(ctx context.Context, host capability.HostID, id capability.ActivationID, quantity int) (Issued, error) {
	return o.remove(ctx, host, id, quantity, func(Books) error { return nil })
}

// ErrChanged says that the device got another response since a person looked.
var ErrChanged = errors.New("the books of the device have changed since you looked")

// RemoveSeen removes as [Office.Remove] does, on what a person saw: when seq is
// not the newest response to the device any more the error is [ErrChanged]. So
// the same order given twice removes once.
func (o *Office) RemoveSeen(ctx context.Context, host capability.HostID, id capability.ActivationID, quantity int, seq uint64) (Issued, error) {
	return o.remove(ctx, host, id, quantity, func(b Books) error {
		if b.Seq != seq {
			return fmt.Errorf("%w: response %d was issued, you saw %d", ErrChanged, b.Seq, seq)
		}
		return nil
	})
}

func (o *Office) remove(ctx context.Context, host capability.HostID, id capability.ActivationID, quantity int, check func(Books) error) (Issued, error) {
	var issued Issued
	err := o.db.Change(ctx, func(tx *sql.Tx) error {
		row, err := loadDevice(ctx, tx, host)
		if err != nil {
			return err
		}
		if err := check(row.books); err != nil {
			return err
		}
		if err := o.loadEntitlements(ctx, tx, &row, []capability.ActivationID{id}); err != nil {
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
	if errors.Is(err, ErrUncertain) {
		err = o.settle(ctx, issued, err)
	}
	if err != nil {
		return Issued{}, fmt.Errorf("removing from %s: %w", host, err)
	}
	return issued, nil
}

// What can be wrong with a removal whose COMMIT got no answer. After the second
// the newest response to the device shows whether to remove again.
var (
	ErrNotRemoved = errors.New("the connection to the database was lost, nothing was removed")
	ErrUncertain  = store.ErrUncertain
)

// settleTime is how long the database is asked after a COMMIT without an answer.
const settleTime = 20 * time.Second

// settle looks for a response whose COMMIT got no answer. That is short, and
// goes on when the caller gave up: the commit may have failed for that.
func (o *Office) settle(ctx context.Context, issued Issued, uncertain error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleTime)
	defer cancel()
	digest := capability.DigestOf(issued.Bytes)
	var kept bool
	err := o.db.Settled(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM issued i JOIN devices d ON d.id = i.device
			WHERE d.host_type = $1 AND d.host_value = $2 AND i.seq = $3 AND i.sha256 = $4)`,
			issued.Device.Host.Type, issued.Device.Host.Value, int64(issued.Response.Seq), digest[:]).Scan(&kept)
	})
	switch {
	case err != nil:
		return errors.Join(uncertain, err)
	case !kept:
		return ErrNotRemoved
	}
	return nil
}
