package backoffice_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"

	"handback/capability/backoffice"
)

// unsynced are options for tests in which nothing dies: writes don't wait for the
// medium.
func unsynced() backoffice.Options {
	return backoffice.Options{Now: noon}.Between(connectUnsynced, nil)
}

func connectUnsynced(dsn string) (driver.Connector, error) {
	if strings.HasPrefix(dsn, "postgres:") { // its server does not wait either
		config, err := pgx.ParseConfig(dsn)
		if err != nil {
			return nil, err
		}
		return stdlib.GetConnector(*config), nil
	}
	return sqlite.NewConnector(strings.Replace(dsn, "synchronous%28FULL%29", "synchronous%28OFF%29", 1))
}

// told are options of an office that tells of the points before and after each
// statement that writes, each COMMIT, and each change of a medium. Its
// randomness is the same each time.
func told(connect func(dsn string) (driver.Connector, error), tell func(point string)) backoffice.Options {
	return backoffice.Options{Now: noon, Random: zeros{}}.Between(func(dsn string) (driver.Connector, error) {
		connector, err := connect(dsn)
		return traced{connector, tell}, err
	}, tell)
}

// zeros are random bytes that can be had again.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// traced is a database that tells what is written to it.
type traced struct {
	driver.Connector
	tell func(point string)
}

// Connect also writes: it makes the database one with a write-ahead log.
func (c traced) Connect(ctx context.Context) (driver.Conn, error) {
	c.tell("before connecting")
	conn, err := c.Connector.Connect(ctx)
	c.tell("after connecting")
	if err != nil {
		return nil, err
	}
	return tracedConn{conn.(connection), c.tell}, nil
}

// connection is what the driver's connections can do.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.SessionResetter
}

type tracedConn struct {
	connection
	tell func(point string)
}

func (c tracedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	what := beginning(query)
	c.tell("before " + what)
	result, err := c.connection.ExecContext(ctx, query, args)
	c.tell("after " + what)
	return result, err
}

func beginning(query string) string {
	words := strings.Fields(query)
	return strings.Join(words[:min(3, len(words))], " ")
}

var errUntold = errors.New("this could write, and no point is told")

func (c tracedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if strings.HasPrefix(query, "SELECT") {
		return c.connection.QueryContext(ctx, query, args)
	}
	c.tell("before " + beginning(query))
	rows, err := c.connection.QueryContext(ctx, query, args)
	c.tell("after " + beginning(query))
	return rows, err
}

func (c tracedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if !strings.HasPrefix(query, "SELECT") {
		return nil, errUntold
	}
	return c.connection.PrepareContext(ctx, query)
}

func (c tracedConn) BeginTx(ctx context.Context, how driver.TxOptions) (driver.Tx, error) {
	tx, err := c.connection.BeginTx(ctx, how)
	if err != nil || how.ReadOnly {
		return tx, err
	}
	return tracedTx{tx, c.tell}, nil
}

type tracedTx struct {
	driver.Tx
	tell func(point string)
}

func (x tracedTx) Commit() error {
	x.tell("before COMMIT")
	err := x.Tx.Commit()
	x.tell("after COMMIT")
	return err
}
