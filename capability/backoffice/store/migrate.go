package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
)

// Version is that of the tables that this program makes and works with.
const Version = 3

// The steps of each database. A step is a file that begins with the version that
// it leads to; PostgreSQL came with version 3. They are run here, and not by a
// migration library: those commit each step and a table of their own apart, and
// here all steps, the first content and the check of old books are one
// transaction, of which a crash leaves everything or nothing.
//
//go:embed sqlite/*.sql postgres/*.sql
var steps embed.FS

// Content is what package backoffice puts into the tables, and how it checks
// them.
type Content struct {
	Fill  func(context.Context, *sql.Tx) error // fills new tables; nil: none are made
	Check func(context.Context, *sql.Tx) error // checks books that were renewed
	Read  func(context.Context, *sql.Tx) error // reads what is needed to begin
}

// Start makes the tables in an empty database, or renews those of an older
// program, in one transaction. Books that don't pass the check afterwards stay
// as they were. The error is an [ErrNoBooks], [ErrTooNew], [ErrTooOld],
// [ErrNotBooks], or one of the content.
func (db *DB) Start(ctx context.Context, c Content) error {
	return db.once(ctx, starting, func(tx *sql.Tx) error {
		found, err := db.kind.examine(ctx, tx)
		switch {
		case err != nil:
			return err
		case found.empty && c.Fill == nil:
			return ErrNoBooks
		case !found.empty && !found.books:
			return ErrNotBooks
		}
		renewed, err := db.renew(ctx, tx, found)
		if err != nil {
			return err
		}
		if found.empty {
			err = c.Fill(ctx, tx)
		} else if renewed {
			err = c.Check(ctx, tx)
		}
		if err != nil {
			return err
		}
		return c.Read(ctx, tx)
	})
}

// renew runs the steps that are missing.
func (db *DB) renew(ctx context.Context, tx *sql.Tx, found contents) (renewed bool, err error) {
	if found.version > Version {
		return false, fmt.Errorf("%w: they have version %d, this program knows up to %d", ErrTooNew, found.version, Version)
	}
	files, err := fs.ReadDir(steps, db.kind.migrations())
	if err != nil {
		return false, err
	}
	for i, file := range files { // in the order of their names
		version, err := stepVersion(file.Name())
		if err != nil {
			return false, err
		}
		if i == 0 && !found.empty && found.version < version {
			return false, fmt.Errorf("%w: they have version %d, this program knows from %d", ErrTooOld, found.version, version)
		}
		if version <= found.version {
			continue
		}
		text, err := fs.ReadFile(steps, path.Join(db.kind.migrations(), file.Name()))
		if err != nil {
			return false, err
		}
		if _, err := tx.ExecContext(ctx, string(text)); err != nil {
			return false, fmt.Errorf("making the tables of version %d: %w", version, err)
		}
		if err := db.kind.mark(ctx, tx, version); err != nil {
			return false, err
		}
		renewed = true
	}
	return renewed, nil
}

func stepVersion(name string) (int, error) {
	number, _, _ := strings.Cut(name, "_")
	return strconv.Atoi(number)
}
