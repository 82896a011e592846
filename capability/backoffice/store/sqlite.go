package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
)

// sqliteID ("HBbo") is the application_id that tells books from other SQLite
// files; the user_version is that of the tables.
const sqliteID = 0x4842626f

// sqliteFile is an SQLite database. One writer at a time has it.
type sqliteFile struct{ path string }

// newSQLite finds the file, or makes one that only its owner can read.
func newSQLite(path string, create bool) (kind, error) {
	if !create {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s: %w", path, ErrNoBooks)
		}
		return sqliteFile{path}, nil
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err == nil {
		err = file.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("making the books: %w", err)
	}
	return sqliteFile{path}, nil
}

func (s sqliteFile) String() string { return s.path }

func (s sqliteFile) open(connect Connect) (*sql.DB, error) {
	dsn, err := s.dataSource()
	if err != nil {
		return nil, err
	}
	if connect == nil {
		connect = sqlite.NewConnector
	}
	connector, err := connect(dsn)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(connector), nil
}

// dataSource is the address of the database for the driver. Every transaction
// that writes takes its lock when it begins, and waits up to ten seconds.
func (s sqliteFile) dataSource() (string, error) {
	full, err := filepath.Abs(s.path)
	if err != nil {
		return "", err
	}
	full = filepath.ToSlash(full)
	if full[0] != '/' { // a drive letter
		full = "/" + full
	}
	query := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {
			"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)",
			"foreign_keys(1)", "recursive_triggers(1)",
		},
	}
	return (&url.URL{Scheme: "file", Path: full, RawQuery: query.Encode()}).String(), nil
}

func (s sqliteFile) migrations() string { return "sqlite" }

func (s sqliteFile) begin(ctx context.Context, pool *sql.DB, _ use) (*sql.Tx, error) {
	return pool.BeginTx(ctx, nil)
}

func (s sqliteFile) reading() *sql.TxOptions { return &sql.TxOptions{ReadOnly: true} }

func (s sqliteFile) examine(ctx context.Context, tx *sql.Tx) (contents, error) {
	var application, version, tables int
	err := tx.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`).Scan(&application, &version, &tables)
	return contents{
		empty: application == 0 && version == 0 && tables == 0,
		books: application == sqliteID, version: version,
	}, err
}

func (s sqliteFile) mark(ctx context.Context, tx *sql.Tx, version int) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", sqliteID, version))
	return err
}

func (s sqliteFile) rowLock() string { return "" }

// fleeting is never so: whoever has the lock gets through.
func (s sqliteFile) fleeting(error) bool { return false }

// undone is never sure: what a failing disk kept shows when the file is read.
func (s sqliteFile) undone(error) bool { return false }
