// Package store keeps the tables of a back office in a database: in an SQLite
// file, which needs nothing, or in PostgreSQL, where several programs on several
// machines share them. It knows how the two differ, and makes and renews the
// tables; what is in them is for package backoffice.
//
// Statements are the same for both: their placeholders are $1, $2 and so on,
// which SQLite knows too.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// What can be wrong with a database, or its address.
var (
	ErrNoBooks  = errors.New("there are no books here yet")
	ErrTooNew   = errors.New("the books were made by a newer program")
	ErrTooOld   = errors.New("the books were made by an older program, of which this one can't read them")
	ErrNotBooks = errors.New("the database does not hold a back office's books")
	ErrAddress  = errors.New("the address of the database can't be understood, " +
		"it is a path or like postgres://user@host:5432/database?sslmode=verify-full, with %40 for an @ inside")
)

// ErrUncertain says that a COMMIT got no answer, so whether the change took place
// is not known. [DB.Settled] finds out.
var ErrUncertain = errors.New("the database did not say whether the change took place")

// kind is what differs between the databases.
type kind interface {
	// String says where the books lie, without a secret.
	String() string
	// open makes the pool of connections; connect is nil or makes them.
	open(connect Connect) (*sql.DB, error)
	// migrations is the folder of the steps that make the tables.
	migrations() string
	// begin begins a transaction that writes, with the lock that use needs.
	begin(ctx context.Context, pool *sql.DB, use use) (*sql.Tx, error)
	// reading are the options of a transaction that sees one state of the books.
	reading() *sql.TxOptions
	// examine looks at what the database holds.
	examine(ctx context.Context, tx *sql.Tx) (contents, error)
	// mark notes the version of the tables.
	mark(ctx context.Context, tx *sql.Tx, version int) error
	// rowLock ends a SELECT of rows that are going to change.
	rowLock() string
	// fleeting reports whether the transaction can succeed when it is run again.
	fleeting(err error) bool
	// undone reports whether a COMMIT that failed with err surely left nothing.
	undone(err error) bool
}

// use says whom a transaction that writes shares the books with.
type use int

const (
	shared   use = iota // with others, as far as the database can
	alone               // with nobody
	starting            // with nobody who makes or renews the tables
)

// contents is what a database holds.
type contents struct {
	empty   bool
	books   bool // of a back office
	version int  // of their tables
}

// Connect makes the connector for a data source name, or the address.
type Connect func(dsn string) (driver.Connector, error)

// DB is an open database. It may be used from several goroutines.
type DB struct {
	kind kind
	pool *sql.DB
}

// Open opens the database at an address: a postgres:// or postgresql:// URL, or
// the path of an SQLite file. With create a file that is missing is made; else
// the error is [ErrNoBooks]. Unless it is nil, connect takes the place of the
// driver. [DB.Start] comes next.
func Open(address string, create bool, connect Connect) (*DB, error) {
	var k kind
	var err error
	if isPostgres(address) {
		k, err = newPostgres(address)
	} else {
		k, err = newSQLite(address, create)
	}
	if err != nil {
		return nil, err
	}
	pool, err := k.open(connect)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k, err)
	}
	return &DB{kind: k, pool: pool}, nil
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// String says where the books lie, without a secret.
func (db *DB) String() string { return db.kind.String() }

// Close ends all use of the database.
func (db *DB) Close() error { return db.pool.Close() }

// RowLock ends a SELECT of rows that are going to change, where the database
// lets others write at the same time.
func (db *DB) RowLock() string { return db.kind.rowLock() }

// How often a transaction is tried that others got into the way of. After the
// first tries it waits until nobody else writes, so the bound is hardly reached.
const (
	triesShared = 2
	triesAlone  = 3
	firstPause  = 2 * time.Millisecond
	longPause   = 100 * time.Millisecond
)

// Change runs do in a transaction that writes: what do reads does not change
// before it is committed, whoever else writes. Where others can, do may be run
// more than once and must begin again each time. When the connection is lost
// during the commit the error is an [ErrUncertain].
func (db *DB) Change(ctx context.Context, do func(*sql.Tx) error) error {
	pauses := backoff.NewExponentialBackOff()
	pauses.InitialInterval, pauses.MaxInterval, pauses.Multiplier = firstPause, longPause, 2
	tries := 0
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		with := shared
		if tries++; tries > triesShared {
			with = alone
		}
		err := db.once(ctx, with, do)
		if err != nil && !db.kind.fleeting(err) {
			err = backoff.Permanent(err)
		}
		return struct{}{}, err
	}, backoff.WithBackOff(pauses), backoff.WithMaxTries(triesShared+triesAlone))
	return err
}

func (db *DB) once(ctx context.Context, with use, do func(*sql.Tx) error) error {
	tx, err := db.kind.begin(ctx, db.pool, with)
	if err != nil {
		return err
	}
	return finish(tx, do, func() error {
		err := tx.Commit()
		if err != nil && !db.kind.undone(err) {
			err = fmt.Errorf("%w: %w", ErrUncertain, err)
		}
		return err
	})
}

// Settled runs do in a transaction that sees how each one ended that began
// before, also where the connection was lost: it waits for those that go on, up
// to ten seconds.
func (db *DB) Settled(ctx context.Context, do func(*sql.Tx) error) error {
	return db.once(ctx, alone, do)
}

// View runs do in a transaction that only reads, on one state of the books.
func (db *DB) View(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := db.pool.BeginTx(ctx, db.kind.reading())
	if err != nil {
		return err
	}
	return finish(tx, do, tx.Commit)
}

// finish commits what do did, or undoes it.
func finish(tx *sql.Tx, do func(*sql.Tx) error, commit func() error) (err error) {
	defer func() {
		if undo := tx.Rollback(); !errors.Is(undo, sql.ErrTxDone) {
			err = errors.Join(err, undo)
		}
	}()
	if err := do(tx); err != nil {
		return err
	}
	return commit()
}
