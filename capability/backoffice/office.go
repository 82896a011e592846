// Package backoffice is a reference back office: it keeps the books of
// entitlements and devices, answers the requests that devices make, and
// credits what a device has proved to hold no more. Its words and states are
// those of FlexNet Operations; its messages those of package message.
//
// The rules are pure: [Books.Decide] looks at what is known of one device and
// at one request, and gives the books as they are afterwards, what changed and
// the response; [Books.Remove] does so for a removal in the portal,
// [Books.Obsolete] for a device that is dead, [Books.Refuse] for a request that
// tells something odd of its device. [Office] keeps the books in an SQLite
// database, loads what a request needs, applies the rule and writes the outcome
// in one transaction.
//
// For each activation ID the books always hold
//
//	available + held by devices + waiting for confirmation = entitled
//
// The schema refuses writes that promise more than that, whoever makes them,
// and [Office.Audit] checks that nothing is missing either.
//
// The private key of the portal lies in the database, unencrypted. The file is
// made so that only its owner can read it; whoever reads it can sign responses.
package backoffice

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"modernc.org/sqlite"

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
	connect func(dsn string) (driver.Connector, error)
	tell    func(point string)
}

// Office keeps the books in a database file. It may be used from several
// goroutines, and several offices may have the same file open.
type Office struct {
	db     *sql.DB
	key    ed25519.PrivateKey
	now    func() time.Time
	random io.Reader
	tell   func(point string) // nil: nobody wants to know
}

// ErrNoBooks says that there is no database to open; [Init] makes one.
var ErrNoBooks = errors.New("there are no books here yet")

// Init opens the books at path and makes them, with a new key, when there are
// none. Books that are there stay as they are.
func Init(ctx context.Context, path string, o Options) (*Office, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("making the books: %w", err)
	}
	return open(ctx, path, o, (*Office).create)
}

// Open opens the books at path. The error is [ErrNoBooks] when there are none,
// [ErrTooNew] or [ErrTooOld] when another version of the program made them.
func Open(ctx context.Context, path string, o Options) (*Office, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", path, ErrNoBooks)
	}
	return open(ctx, path, o, func(*Office, context.Context, *sql.Tx) error { return ErrNoBooks })
}

func open(ctx context.Context, path string, o Options, empty func(*Office, context.Context, *sql.Tx) error) (*Office, error) {
	dsn, err := dataSource(path)
	if err != nil {
		return nil, fmt.Errorf("opening the books: %w", err)
	}
	if o.connect == nil {
		o.connect = sqlite.NewConnector
	}
	connector, err := o.connect(dsn)
	if err != nil {
		return nil, fmt.Errorf("opening the books %s: %w", path, err)
	}
	db := sql.OpenDB(connector)
	office := &Office{db: db, now: o.Now, random: o.Random, tell: o.tell}
	if office.now == nil {
		office.now = time.Now
	}
	if office.random == nil {
		office.random = rand.Reader
	}
	if err := office.start(ctx, empty); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the books %s: %w", path, err), db.Close())
	}
	return office, nil
}

// start checks the version, lets empty fill a database that has nothing in it,
// and reads the key.
func (o *Office) start(ctx context.Context, empty func(*Office, context.Context, *sql.Tx) error) error {
	return o.change(ctx, func(tx *sql.Tx) error {
		fresh, err := checkSchema(ctx, tx)
		if err != nil {
			return err
		}
		if fresh {
			if err := empty(o, ctx, tx); err != nil {
				return err
			}
		}
		var text string
		if err := tx.QueryRowContext(ctx, `SELECT private_key FROM portal`).Scan(&text); err != nil {
			return err
		}
		o.key, err = seal.ParseKey([]byte(text))
		return err
	})
}

// create makes the tables, the key and the first settings.
func (o *Office) create(ctx context.Context, tx *sql.Tx) error {
	key, err := seal.NewKey(o.random)
	if err != nil {
		return err
	}
	text, err := seal.MarshalKey(key)
	if err != nil {
		return err
	}
	if err := makeSchema(ctx, tx); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO portal (only, private_key) VALUES (1, ?)`, string(text)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO settings (only, skip_confirmation, response_lifetime) VALUES (1, 0, 0)`); err != nil {
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

// Close ends all use of the database.
func (o *Office) Close() error { return o.db.Close() }

// change runs do in one transaction, which begins by taking the write lock:
// what do reads can't change before it is committed.
func (o *Office) change(ctx context.Context, do func(*sql.Tx) error) error {
	return o.transact(ctx, nil, do)
}

// view runs do in a transaction that only reads, on one state of the books.
func (o *Office) view(ctx context.Context, do func(*sql.Tx) error) error {
	return o.transact(ctx, &sql.TxOptions{ReadOnly: true}, do)
}

func (o *Office) transact(ctx context.Context, how *sql.TxOptions, do func(*sql.Tx) error) (err error) {
	tx, err := o.db.BeginTx(ctx, how)
	if err != nil {
		return err
	}
	defer func() {
		if undo := tx.Rollback(); !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
	}()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}
