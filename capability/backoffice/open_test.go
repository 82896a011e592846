package backoffice_test

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"handback/capability/backoffice"
	"handback/capability/testkit"
)

// lastRelease are the books that [usedBooks] makes, as the program of version 2
// made them.
func lastRelease(t *testing.T) string {
	t.Helper()
	packed, err := os.Open(filepath.Join("testdata", "books-2.db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	books, err := io.ReadAll(unpacked)
	if err := errors.Join(err, unpacked.Close(), packed.Close()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(testkit.Dir(t), "books.db")
	if err := os.WriteFile(path, books, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// numbered has the columns that a row is known by without its number.
var numbered = map[string]string{"licenses": "id, ", "removals": "id, ", "credits": "id, "}

func TestBooksOfTheLastReleaseAreCarriedOver(t *testing.T) {
	t.Parallel()
	path := lastRelease(t)
	before := rowsOf(t, path)
	old := raw(t, path)
	order := make(map[string][]string)
	for table := range numbered {
		order[table] = column(t, old, `SELECT * FROM `+table+` ORDER BY rowid`)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}

	office, err := backoffice.Open(t.Context(), path, unsynced())
	if err != nil {
		t.Fatal(err)
	}
	audit(t, office)
	books := snapshot(t, office)
	if len(books.Devices) != 3 || len(books.Waiting) != 1 || len(books.Credits) != 1 {
		t.Errorf("%d devices, %d wait, %d credits; want 3, 1, 1", len(books.Devices), len(books.Waiting), len(books.Credits))
	}
	d := newDevice(t, "pump-1") // goes on where it was: the second response is loaded now
	issued, err := office.Response(t.Context(), d.host, 3)
	if err != nil {
		t.Fatal(err)
	}
	after := rowsOf(t, path)
	for table, rows := range before {
		if numbered[table] == "" && !reflect.DeepEqual(rows, after[table]) {
			t.Errorf("%s became\n%v\nit was\n%v", table, after[table], rows)
		}
	}
	renewed := raw(t, path)
	for table, want := range order {
		names := strings.Join(column(t, renewed, `SELECT name FROM pragma_table_info('`+table+`') WHERE name <> 'id'`), ", ")
		if got := column(t, renewed, `SELECT `+names+` FROM `+table+` ORDER BY id`); !reflect.DeepEqual(got, want) {
			t.Errorf("%s became\n%v\nit was\n%v", table, got, want)
		}
	}
	d.made = 3
	d.load(issued.Bytes)
	process(t, office, d.request())
	if s := snapshot(t, office); len(s.Waiting) != 0 || credited(s) != 6 {
		t.Errorf("after the proof %d wait, and %d units are credited", len(s.Waiting), credited(s))
	}
	audit(t, office)
	if err := office.Close(); err != nil {
		t.Error(err)
	}
}

// Old books that don't add up stay as they were.
func TestBooksThatDontAddUpAreNotCarriedOver(t *testing.T) {
	t.Parallel()
	path := lastRelease(t)
	if _, err := raw(t, path).Exec(`UPDATE entitlements SET available = available - 1 WHERE activation_id = 'ACT-A'`); err != nil {
		t.Fatal(err)
	}
	before := rowsOf(t, path)
	if _, err := backoffice.Open(t.Context(), path, unsynced()); !errors.Is(err, backoffice.ErrAudit) {
		t.Errorf("%v, want ErrAudit", err)
	}
	if after := rowsOf(t, path); !reflect.DeepEqual(after, before) {
		t.Error("they changed")
	}
}

func TestPostgresDatabasesThatAreNotOpened(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		init      bool
		statement string
		want      error
	}{
		"made by a newer program":  {true, `UPDATE backoffice_books SET version = version + 1`, backoffice.ErrTooNew},
		"made by an older program": {true, `UPDATE backoffice_books SET version = 2`, backoffice.ErrTooOld},
		"of another program":       {false, `CREATE TABLE books (title text)`, backoffice.ErrNotBooks},
		"empty":                    {false, `SELECT 1`, backoffice.ErrNoBooks},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := server.Address(t)
			if c.init {
				openAt(t, address)
			}
			if _, err := raw(t, address).Exec(c.statement); err != nil {
				t.Fatal(err)
			}
			if _, err := backoffice.Open(t.Context(), address, backoffice.Options{}); !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
		})
	}
}

func TestErrorsShowNoPassword(t *testing.T) {
	t.Parallel()
	const secret = "hunter2"
	for _, address := range []string{
		"postgres://portal:hunter2@127.0.0.1:1/books", "postgres://127.0.0.1:1/books?user=portal&password=hunter2",
		"postgresql://portal:hunter2@127.0.0.1:one/books", "postgres://portal:hunter2%zz@127.0.0.1:1/books",
		"postgres://portal:hunter2@127.0.0.1:1/books?sslmode=maybe", "postgres://portal:x@hunter2@127.0.0.1:1/books",
		"postgres://portal:hunter2 @[::1/books", "postgres://127.0.0.1:1/books?password=hunter2&connect_timeout=soon",
		"postgres://portal:1:hunter2@/books?port=1&host=127.0.0.1",
		"postgres://portal:1/hunter2@127.0.0.1:1/books", "postgres://portal:1?hunter2@127.0.0.1:1/books", "postgres://portal:1#hunter2@127.0.0.1:1/books",
	} {
		_, err := backoffice.Init(t.Context(), address, backoffice.Options{})
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", address, err)
		}
	}
	_, err := backoffice.Init(t.Context(), "postgres://portal@127.0.0.1/books?sslmode=maybe", backoffice.Options{})
	if !errors.Is(err, backoffice.ErrAddress) {
		t.Errorf("%v, want ErrAddress", err)
	}
}

func TestDatabasesThatAreNotOpened(t *testing.T) {
	t.Parallel()
	books := imageOf(t, filepath.Dir(usedBooks(t, file)))
	for name, c := range map[string]struct {
		statement string
		want      error
	}{
		"made by a newer program":  {`PRAGMA user_version = 4`, backoffice.ErrTooNew},
		"made by an older program": {`PRAGMA user_version = 1`, backoffice.ErrTooOld},
		"of another program":       {`PRAGMA application_id = 1`, backoffice.ErrNotBooks},
	} {
		t.Run(name, func(t *testing.T) {
			path := workspace{dir: books.lay(t)}.books()
			if _, err := raw(t, path).Exec(c.statement); err != nil {
				t.Fatal(err)
			}
			for _, open := range []func(context.Context, string, backoffice.Options) (*backoffice.Office, error){backoffice.Open, backoffice.Init} {
				if _, err := open(t.Context(), path, backoffice.Options{}); !errors.Is(err, c.want) {
					t.Errorf("%v, want %v", err, c.want)
				}
			}
		})
	}
	dir := testkit.Dir(t)
	if _, err := backoffice.Open(t.Context(), filepath.Join(dir, "none.db"), backoffice.Options{}); !errors.Is(err, backoffice.ErrNoBooks) {
		t.Errorf("no file: %v, want ErrNoBooks", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); err == nil {
		t.Error("opening made a file")
	}
	noise := filepath.Join(dir, "noise.db")
	if err := os.WriteFile(noise, []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := backoffice.Init(t.Context(), noise, backoffice.Options{}); err == nil {
		t.Error("noise was opened")
	}
}

func TestBooksStayAndAreForTheOwnerOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a b?c#d%20.db")
	if runtime.GOOS == "windows" {
		path = filepath.Join(t.TempDir(), "a b#d%20.db")
	}
	first, err := openAt(t, path).PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	again, err := openAt(t, path).PublicKey()
	if err != nil || !first.Equal(again) {
		t.Errorf("the key changed, or %v", err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %s", info.Mode())
	}
}
