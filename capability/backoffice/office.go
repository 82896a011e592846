// Package backoffice is a reference back office: it keeps the books of
// entitlements and devices, answers the requests that devices make, and
// credits what a device has proved to hold no more. Its words and states are
// those of FlexNet Operations; its messages those of package message.
//
// The rules are pure: [Books.Decide] looks at what is known about one device and
// at one request, and gives the books as they are afterwards, what changed and
// the response; [Books.Remove] does so for a removal in the portal,
// [Books.Obsolete] for a device that is dead, [Books.Refuse] for a request that
// shows something unexpected about its device. [Office] keeps the books in an
// SQLite file, or in PostgreSQL where one machine is not enough, loads what a
// request needs, applies the rule and writes the outcome in one transaction.
//
// For each activation ID the books always hold
//
//	available + held by devices + waiting for confirmation = entitled
//
// The schema refuses writes that promise more than that, whoever makes them,
// and [Office.Audit] checks that nothing is missing either.
//
// The private key of the portal is in the database, unencrypted: whoever reads
// it can sign responses. A file is made so that only its owner can read it; in
// PostgreSQL the role that opens the books owns the tables, and no other should
// be granted anything on them.
package backoffice

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"time"

	"handback/capability/backoffice/store"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// Options has what an office takes from the outside. The zero value is the
// real clock and real randomness.
type Options struct {
	Now    func() time.Time
	Random io.Reader

	// Tests hook in here between the office, its database and the media, and end
	// the program at each point.
	connect store.Connect
	tell    func(point string)
}

// Office keeps the books in a database. It may be used from several goroutines,
// and several offices may have the same database open: one file on one machine,
// or one of PostgreSQL from anywhere.
type Office struct {
	db     *store.DB
	key    ed25519.PrivateKey
	now    func() time.Time
	random io.Reader
	tell   func(point string) // nil: nobody wants to know
}

// What can be wrong with a database, or its address.
var (
	ErrNoBooks  = store.ErrNoBooks // [Init] makes them
	ErrTooNew   = store.ErrTooNew
	ErrTooOld   = store.ErrTooOld
	ErrNotBooks = store.ErrNotBooks
	ErrAddress  = store.ErrAddress
)

// Init opens the books at an address and makes them, with a new key, when there
// are none. Books that are there stay as they are. The address is the path of an
// SQLite file, or a URL that begins with postgres:// or postgresql://.
func Init(ctx context.Context, address string, o Options) (*Office, error) {
	return open(ctx, address, o, true)
}

// Open opens the books at an address; see [Init]. Books of an older program are
// carried over once they pass the audit. The error is [ErrNoBooks] when there
// are none, [ErrTooNew] or [ErrTooOld] when another version of the program made
// them, [ErrNotBooks] or [ErrAddress]. It never shows a password.
func Open(ctx context.Context, address string, o Options) (*Office, error) {
	return open(ctx, address, o, false)
}

func open(ctx context.Context, address string, o Options, create bool) (*Office, error) {
	db, err := store.Open(address, create, o.connect)
	if err != nil {
		return nil, fmt.Errorf("opening the books: %w", err)
	}
	office := &Office{db: db, now: o.Now, random: o.Random, tell: o.tell}
	if office.now == nil {
		office.now = time.Now
	}
	if office.random == nil {
		office.random = rand.Reader
	}
	content := store.Content{Check: audit, Read: office.readKey}
	if create {
		content.Fill = office.fill
	}
	if err := db.Start(ctx, content); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the books %s: %w", db, err), db.Close())
	}
	return office, nil
}

func (o *Office) readKey(ctx context.Context, tx *sql.Tx) error {
	var text string
	if err := tx.QueryRowContext(ctx, `SELECT private_key FROM portal`).Scan(&text); err != nil {
		return err
	}
	var err error
	o.key, err = seal.ParseKey([]byte(text))
	return err
}

// fill makes the key and the first settings.
func (o *Office) fill(ctx context.Context, tx *sql.Tx) error {
	key, err := seal.NewKey(o.random)
	if err != nil {
		return err
	}
	text, err := seal.MarshalKey(key)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO portal ("only", private_key) VALUES (1, $1)`, string(text)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO settings ("only", skip_confirmation, response_lifetime) VALUES (1, $1, 0)`, false); err != nil {
		return err
	}
	pub, err := seal.Public(key)
	if err != nil {
		return err
	}
	return note(ctx, tx, o.now(), about{}, Change{Kind: initialized, Text: "key " + message.KeyIDOf(pub).String()})
}

// PublicKey is what devices must trust.
func (o *Office) PublicKey() (ed25519.PublicKey, error) { return seal.Public(o.key) }

// String says where the books are, without a password.
func (o *Office) String() string { return o.db.String() }

// Close ends all use of the database.
func (o *Office) Close() error { return o.db.Close() }
