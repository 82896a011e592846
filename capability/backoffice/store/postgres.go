package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// Limits of a pool. A server of PostgreSQL takes 100 connections unless it is
// told otherwise, and more writers than processors only wait for each other.
const (
	maxConnections = 4
	maxIdleTime    = time.Minute
)

// postgres is a database of PostgreSQL. The tables lie in the first schema of
// the search path. Several offices write at the same time.
type postgres struct {
	address string
	config  *pgx.ConnConfig
}

// newPostgres reads the address, the environment (PGHOST and so on) and the
// files that these name. No error shows the address: it can hold a password.
func newPostgres(address string) (kind, error) {
	if strayAt(address) {
		return nil, ErrAddress
	}
	config, err := pgx.ParseConfig(address)
	if err == nil {
		return postgres{address, config}, nil
	}
	why := errors.Unwrap(err) // the error itself quotes the address
	if why == nil || holdsSecret(address) {
		return nil, ErrAddress
	}
	return nil, fmt.Errorf("%w: %w", ErrAddress, why)
}

// strayAt finds a password that is not written as a URL wants it, of which a
// part would be taken for a host or a database, and shown.
func strayAt(address string) bool {
	_, rest, _ := strings.Cut(address, "://")
	authority := rest
	if end := strings.IndexAny(rest, "/?#"); end >= 0 {
		authority = rest[:end]
	}
	return strings.Count(rest, "@") > 1 || strings.Contains(rest, "@") && !strings.Contains(authority, "@")
}

// holdsSecret reports whether a password could be in an address that can't be
// understood.
func holdsSecret(address string) bool {
	_, rest, _ := strings.Cut(address, "://")
	return strings.Contains(rest, "@") && strings.Contains(rest, ":") || strings.Contains(rest, "password")
}

// String names the host, or the folder of the socket.
func (p postgres) String() string {
	host := p.config.Host
	if !strings.HasPrefix(host, "/") {
		host = net.JoinHostPort(host, strconv.Itoa(int(p.config.Port)))
	}
	return fmt.Sprintf("the database %s of PostgreSQL at %s", p.config.Database, host)
}

func (p postgres) open(connect Connect) (*sql.DB, error) {
	connector := stdlib.GetConnector(*p.config)
	if connect != nil {
		var err error
		if connector, err = connect(p.address); err != nil {
			return nil, err
		}
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(maxConnections)
	pool.SetMaxIdleConns(maxConnections)
	pool.SetConnMaxIdleTime(maxIdleTime)
	return pool, nil
}

func (p postgres) migrations() string { return "postgres" }

// What a transaction begins with. LOCK TABLE comes before the first SELECT,
// which fixes what a serializable transaction sees; so one that is alone sees
// all that others wrote. Scans of whole tables would be conflicts with every
// writer, so small tables are read by their indexes, too; the planner then takes
// the few scans that remain for ones so dear that they need machine code.
const (
	patience  = `SET LOCAL lock_timeout = '10s'; `
	byIndex   = `SET LOCAL enable_seqscan = off; SET LOCAL jit = off; `
	lockStart = patience + `SELECT pg_advisory_xact_lock(1212310127, hashtext(current_schema()))`
	lockShare = patience + byIndex + `LOCK TABLE backoffice_books IN ROW SHARE MODE`
	lockAlone = patience + byIndex + `LOCK TABLE backoffice_books IN EXCLUSIVE MODE`
)

func (p postgres) begin(ctx context.Context, pool *sql.DB, with use) (*sql.Tx, error) {
	lock, isolation := lockShare, sql.LevelSerializable
	switch with {
	case alone:
		lock = lockAlone
	case starting: // sees the tables that another made while this one waited
		lock, isolation = lockStart, sql.LevelReadCommitted
	}
	tx, err := pool.BeginTx(ctx, &sql.TxOptions{Isolation: isolation})
	if err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, lock); err != nil {
		undo := tx.Rollback()
		if errors.Is(undo, sql.ErrTxDone) {
			undo = nil
		}
		return nil, errors.Join(err, undo)
	}
	return tx, nil
}

func (p postgres) reading() *sql.TxOptions {
	return &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
}

func (p postgres) examine(ctx context.Context, tx *sql.Tx) (contents, error) {
	var c contents
	err := tx.QueryRowContext(ctx, `SELECT count(*) = 0, count(*) FILTER (WHERE tablename = 'backoffice_books') > 0
		FROM pg_tables WHERE schemaname = current_schema()`).Scan(&c.empty, &c.books)
	if err != nil || !c.books {
		return c, err
	}
	return c, tx.QueryRowContext(ctx, `SELECT version FROM backoffice_books`).Scan(&c.version)
}

func (p postgres) mark(ctx context.Context, tx *sql.Tx, version int) error {
	_, err := tx.ExecContext(ctx, `UPDATE backoffice_books SET version = $1`, version)
	return err
}

// rowLock makes writers of the same rows wait for each other in one order, and
// leaves foreign keys that lead to them alone.
func (p postgres) rowLock() string { return " FOR NO KEY UPDATE" }

// fleeting knows what PostgreSQL says when transactions got into each other's
// way. A key that is there twice can mean that, too: another inserted it
// after this one had looked (PostgreSQL 15, 13.5).
func (p postgres) fleeting(err error) bool {
	const serializationFailure, deadlock, uniqueViolation = "40001", "40P01", "23505"
	failed := new(pgconn.PgError)
	return errors.As(err, &failed) &&
		slices.Contains([]string{serializationFailure, deadlock, uniqueViolation}, failed.Code)
}

// undone knows that the server lives and refused the COMMIT. What it says when
// it ends (FATAL, PANIC) can come after the COMMIT.
func (p postgres) undone(err error) bool {
	failed := new(pgconn.PgError)
	return errors.Is(err, pgx.ErrTxCommitRollback) || errors.As(err, &failed) && failed.SeverityUnlocalized == "ERROR"
}
