package backoffice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"handback/capability"
	"handback/capability/message"
)

// RefusedError says that a request gets no response, and why: Err is
// [ErrUnknownDevice], [ErrObsolete], [ErrClone], [ErrReused], or an error of
// package message. Nothing changed but the list of events and the flags.
type RefusedError struct{ Err error }

func (e *RefusedError) Error() string { return "the request is refused: " + e.Err.Error() }

// Unwrap gives the reason.
func (e *RefusedError) Unwrap() error { return e.Err }

// Reasons to refuse a request that say something about the device.
var (
	ErrObsolete = errors.New("the device is obsolete and can't get licenses any more")
	ErrClone    = errors.New("another device may have the same host ID")
)

// Admit is [ErrObsolete] when the device was written off: none of its requests
// is carried out any more. The other rules are for devices that it admits.
func (b Books) Admit() error {
	if b.Status == DeviceObsolete {
		return fmt.Errorf("%w: %s", ErrObsolete, b.Host)
	}
	return nil
}

// Refuse is the books after a request of the device was refused for a reason,
// and what was flagged: a device that was written off and still works, or a
// second one with its host ID. Other reasons change nothing.
func (b Books) Refuse(why error) (Books, []Change) {
	switch {
	case errors.Is(why, ErrClone):
		b.Clones++
		return b, []Change{{Kind: CloneSuspected, Text: why.Error()}}
	case errors.Is(why, ErrObsolete):
		b.Revivals++
		return b, []Change{{Kind: AliveAfterObsolete, Text: "a request came of a device that was written off"}}
	default:
		return b, nil
	}
}

// noteRefusal adds an event, and flags the device where the reason says
// something about it, in a transaction of its own.
func (o *Office) noteRefusal(ctx context.Context, m *message.Message, why *RefusedError) error {
	return o.db.Change(ctx, func(tx *sql.Tx) error {
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
			EXISTS (SELECT 1 FROM requests WHERE device = $1 AND id = $2 AND sha256 = $3)
			OR EXISTS (SELECT 1 FROM events WHERE device = $1 AND request = $2 AND kind = $4)`,
			w.about.device, w.about.requestColumn(), m.Digest[:], string(c.Kind)).Scan(&seen)
		if err != nil || seen {
			return seen, err
		}
	}
	return false, nil
}

// FlagView is something odd about a device, and how often its requests showed
// it.
type FlagView struct {
	Flag  capability.FlagKind `json:"flag"`
	Count int                 `json:"count"` // requests
	Text  string              `json:"text"`
}

// Flags tells in words what is odd about the device; empty: nothing.
func (b Books) Flags() []FlagView {
	flags := []FlagView{}
	for _, f := range []FlagView{
		{capability.FlagRollback, b.Rollbacks, "its requests show an older state than it had proved, or one that the portal never made: it was restored from an image or copied, or old requests came late"},
		{capability.FlagClone, b.Clones, "requests for its host ID were signed with another key: a second device may have the same host ID"},
		{capability.FlagAlive, b.Revivals, "it was made obsolete and lives: its licenses can be in use twice"},
	} {
		if f.Count > 0 {
			flags = append(flags, f)
		}
	}
	return flags
}
