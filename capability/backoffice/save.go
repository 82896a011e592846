package backoffice

import (
	"context"
	"database/sql"
	"maps"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/message"
)

// about says what an event is about; zero values: nothing.
type about struct {
	device  int64
	request *message.ID
}

// requestColumn is NULL when no request is behind it.
func (a about) requestColumn() []byte {
	if a.request == nil {
		return nil
	}
	return a.request[:]
}

// write is one change of the books of a device, on its way into the database.
type write struct {
	tx            *sql.Tx
	about         about
	at            time.Time
	before, after Books
	changes       []Change
}

// run writes the books in an order in which no more units are promised at any
// moment than there are: first what is taken, then what is given. What the
// device proved, or that it is obsolete, comes first: credits rest on it.
func (w write) run(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		w.device, w.takeFromEntitlements, w.takeFromDevice, w.removals, w.credits, w.giveToDevice,
		w.giveToEntitlements, w.events,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// takeFromEntitlements also makes new ones, in the order in which all do.
func (w write) takeFromEntitlements(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(w.after.Entitlements)) {
		e := w.after.Entitlements[id]
		old, known := w.before.Entitlements[id]
		var err error
		switch {
		case !known:
			_, err = w.tx.ExecContext(ctx, `INSERT INTO entitlements
				(activation_id, feature, version, expires, total, available) VALUES ($1, $2, $3, $4, $5, $6)`,
				string(id), e.License.Feature, e.License.Version, seconds(e.License.Expires), e.Total, e.Available)
		case e.Available < old.Available || e.Total > old.Total:
			err = w.entitlement(ctx, e)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w write) giveToEntitlements(ctx context.Context) error {
	for id, e := range w.after.Entitlements {
		old, known := w.before.Entitlements[id]
		if known && e.Available > old.Available && e.Total == old.Total {
			if err := w.entitlement(ctx, e); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w write) entitlement(ctx context.Context, e Entitlement) error {
	_, err := w.tx.ExecContext(ctx, `UPDATE entitlements SET total = $1, available = $2 WHERE activation_id = $3`,
		e.Total, e.Available, string(e.ActivationID))
	return err
}

func (w write) takeFromDevice(ctx context.Context) error {
	for i, old := range w.before.Licenses { // licenses are only ever added, at the end
		if l := w.after.Licenses[i]; l.Count < old.Count {
			if err := w.license(ctx, l); err != nil {
				return err
			}
		}
	}
	return nil
}

// giveToDevice also writes states that changed without the count.
func (w write) giveToDevice(ctx context.Context) error {
	for i, l := range w.after.Licenses {
		if i < len(w.before.Licenses) && (l == w.before.Licenses[i] || l.Count < w.before.Licenses[i].Count) {
			continue
		}
		if err := w.license(ctx, l); err != nil {
			return err
		}
	}
	return nil
}

func (w write) license(ctx context.Context, l License) error {
	_, err := w.tx.ExecContext(ctx, `INSERT INTO licenses
		(device, activation_id, feature, version, expires, remaining, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (device, activation_id) DO UPDATE SET remaining = excluded.remaining, state = excluded.state`,
		w.about.device, string(l.ActivationID), l.Feature, l.Version, seconds(l.Expires), l.Count, string(l.State))
	return err
}

func (w write) removals(ctx context.Context) error {
	return w.each(Removed, func(c Change) error {
		_, err := w.tx.ExecContext(ctx, `INSERT INTO removals (device, activation_id, seq, count) VALUES ($1, $2, $3, $4)`,
			w.about.device, string(c.ActivationID), int64(c.Seq), c.Count)
		return err
	})
}

func (w write) credits(ctx context.Context) error {
	return w.each(Credited, func(c Change) error {
		_, err := w.tx.ExecContext(ctx, `INSERT INTO credits (device, activation_id, seq, basis, request, at) VALUES ($1, $2, $3, $4, $5, $6)`,
			w.about.device, string(c.ActivationID), int64(c.Seq), string(c.Basis), w.about.requestColumn(), seconds(w.at))
		return err
	})
}

func (w write) device(ctx context.Context) error {
	var proved sql.NullInt64
	if mark := w.after.Proved; mark != nil {
		proved = sql.NullInt64{Int64: int64(mark.Seq), Valid: true}
	}
	_, err := w.tx.ExecContext(ctx, `UPDATE devices SET status = $1, proved_seq = $2, rollbacks = $3, clones = $4, revivals = $5 WHERE id = $6`,
		string(w.after.Status), proved, w.after.Rollbacks, w.after.Clones, w.after.Revivals, w.about.device)
	return err
}

func (w write) events(ctx context.Context) error {
	for _, c := range w.changes {
		if err := note(ctx, w.tx, w.at, w.about, c); err != nil {
			return err
		}
	}
	return nil
}

func (w write) each(kind ChangeKind, do func(Change) error) error {
	for _, c := range w.changes {
		if c.Kind != kind {
			continue
		}
		if err := do(c); err != nil {
			return err
		}
	}
	return nil
}

// note adds an event.
func note(ctx context.Context, tx *sql.Tx, at time.Time, a about, c Change) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO events (at, kind, device, activation_id, count, seq, request, text)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		seconds(at), string(c.Kind), sql.NullInt64{Int64: a.device, Valid: a.device != 0},
		string(c.ActivationID), c.Count, int64(c.Seq), a.requestColumn(), capability.Printable(byWhom(ctx, c.Text)))
	return err
}

// actor is the key of who acts, in a context.
type actor struct{}

// By gives a context in which who acts is noted: each event of what is done with
// it begins with "by" and the name. An empty name is noted nowhere.
func By(ctx context.Context, who string) context.Context {
	return context.WithValue(ctx, actor{}, who)
}

func byWhom(ctx context.Context, text string) string {
	who, _ := ctx.Value(actor{}).(string)
	switch {
	case who == "":
		return text
	case text == "":
		return "by " + who
	default:
		return "by " + who + ": " + text
	}
}
