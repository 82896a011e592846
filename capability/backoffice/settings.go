package backoffice

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Settings are what the producer chose for all devices.
type Settings struct {
	SkipConfirmation bool          // credit at once, on trust
	ResponseLifetime time.Duration // whole seconds; 0: responses never expire
}

// MaxResponseLifetime is the longest that [Settings.ResponseLifetime] can be.
const MaxResponseLifetime = 100 * 365 * 24 * time.Hour

// ErrSetting says that a setting can't have that value.
var ErrSetting = errors.New("not a possible setting")

// Settings reads the settings.
func (o *Office) Settings(ctx context.Context) (s Settings, err error) {
	err = o.db.View(ctx, func(tx *sql.Tx) (err error) {
		s, err = loadSettings(ctx, tx)
		return err
	})
	return s, err
}

// SetSkipConfirmation says whether returns from now on are credited on trust.
// Those that wait already go on waiting.
func (o *Office) SetSkipConfirmation(ctx context.Context, skip bool) error {
	return o.set(ctx, fmt.Sprintf("skip confirmation: %t", skip), `UPDATE settings SET skip_confirmation = $1`, skip)
}

// SetResponseLifetime says how long responses can be loaded that are issued
// from now on; 0: for ever.
func (o *Office) SetResponseLifetime(ctx context.Context, d time.Duration) error {
	if d < 0 || d > MaxResponseLifetime || d%time.Second != 0 {
		return fmt.Errorf("%w: a response lifetime of %s", ErrSetting, d)
	}
	return o.set(ctx, fmt.Sprintf("response lifetime: %s", d), `UPDATE settings SET response_lifetime = $1`, int64(d/time.Second))
}

func (o *Office) set(ctx context.Context, what, update string, value any) error {
	return o.db.Change(ctx, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, update, value); err != nil {
			return err
		}
		return note(ctx, tx, o.now(), about{}, Change{Kind: settingChanged, Text: what})
	})
}

// terms are those of a decision that is made now.
func (o *Office) terms(ctx context.Context, tx *sql.Tx) (Terms, error) {
	settings, err := loadSettings(ctx, tx)
	return Terms{
		Now: o.now(), Lifetime: settings.ResponseLifetime, SkipConfirmation: settings.SkipConfirmation,
	}, err
}

func loadSettings(ctx context.Context, tx *sql.Tx) (Settings, error) {
	var s Settings
	var lifetime int64
	err := tx.QueryRowContext(ctx, `SELECT skip_confirmation, response_lifetime FROM settings`).
		Scan(&s.SkipConfirmation, &lifetime)
	s.ResponseLifetime = time.Duration(lifetime) * time.Second
	return s, err
}
