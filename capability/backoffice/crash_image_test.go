package backoffice_test

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"handback/capability/testkit"
)

// image is what is on the disk at one moment, which is what a process that is
// killed then leaves: the content by name. The names of folders end in a slash.
type image map[string]string

func imageOf(t testing.TB, dir string) image {
	t.Helper()
	files := make(image)
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			files[name+"/"] = ""
			return nil
		case strings.HasSuffix(name, "-shm"):
			return nil // shared memory, and void when nobody has the database open
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// lay puts the image into a folder of its own.
func (i image) lay(t testing.TB) string {
	t.Helper()
	dir := testkit.Dir(t)
	for name, content := range i {
		full := filepath.Join(dir, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(full), 0o755)
		if strings.HasSuffix(name, "/") {
			err = os.MkdirAll(full, 0o755)
		} else if err == nil {
			err = os.WriteFile(full, []byte(content), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// stick is the part of the image that is the stick.
func (i image) stick() image {
	files := make(image)
	for name, content := range i {
		if strings.HasPrefix(name, "stick/") {
			files[name] = content
		}
	}
	return files
}

// temporary reports whether a file is one that is being written.
func temporary(name string) bool { return strings.Contains(name, "/.backoffice-") }

// rows are all that the books hold, sorted within each table.
type rows map[string][]string

func rowsOf(t testing.TB, books string) rows {
	t.Helper()
	if _, err := os.Stat(books); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(books))
	if err != nil {
		t.Fatal(err)
	}
	all := make(rows)
	for _, table := range column(t, db, `SELECT name FROM sqlite_schema WHERE type = 'table'`) {
		all[table] = column(t, db, `SELECT * FROM `+table)
		slices.Sort(all[table])
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return all
}

// column is a text for each row.
func column(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	found, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	names, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for found.Next() {
		values, into := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		texts = append(texts, strings.TrimSpace(fmt.Sprintln(values...)))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return texts
}

// silent are the rows without the events.
func (r rows) silent() rows {
	kept := make(rows)
	for table, texts := range r {
		if table != "events" && table != "sqlite_sequence" {
			kept[table] = texts
		}
	}
	return kept
}

// without are the rows that other does not have.
func (r rows) without(other rows) rows {
	more := make(rows)
	for table, texts := range r {
		for _, text := range texts {
			if !slices.Contains(other[table], text) {
				more[table] = append(more[table], text)
			}
		}
	}
	return more
}
