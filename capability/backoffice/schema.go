package backoffice

import (
	"context"
	"database/sql"
	_ "embed" // for the schema
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
)

//go:embed schema.sql
var schema string

// schemaVersion is the user_version of the databases that this program makes
// and opens. applicationID ("HBbo") tells them from other SQLite files.
const (
	schemaVersion = 2
	applicationID = 0x4842626f
)

// What can be wrong with a database.
var (
	ErrTooNew   = errors.New("the books were made by a newer program")
	ErrTooOld   = errors.New("the books were made by an older program, of which this one can't read them")
	ErrNotBooks = errors.New("the database does not hold a back office's books")
)

// dataSource is the address of the database for the driver. Every transaction
// that writes takes its lock when it begins, and waits up to ten seconds.
func dataSource(path string) (string, error) {
	full, err := filepath.Abs(path)
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

// checkSchema reports whether the database is empty, or why it can't be used.
func checkSchema(ctx context.Context, tx *sql.Tx) (fresh bool, err error) {
	var application, version, tables int
	err = tx.QueryRowContext(ctx, `SELECT
		(SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`).Scan(&application, &version, &tables)
	switch {
	case err != nil:
		return false, err
	case application == 0 && version == 0 && tables == 0:
		return true, nil
	case application != applicationID:
		return false, ErrNotBooks
	case version > schemaVersion:
		return false, fmt.Errorf("%w: they have version %d, this program knows up to %d", ErrTooNew, version, schemaVersion)
	case version < schemaVersion:
		return false, fmt.Errorf("%w: they have version %d, not %d", ErrTooOld, version, schemaVersion)
	}
	return false, nil
}

func makeSchema(ctx context.Context, tx *sql.Tx) error {
	marks := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d;", applicationID, schemaVersion)
	if _, err := tx.ExecContext(ctx, schema+marks); err != nil {
		return fmt.Errorf("making the tables: %w", err)
	}
	return nil
}
