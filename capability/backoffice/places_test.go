package backoffice_test

import (
	"os"
	"path/filepath"
	"testing"

	"handback/capability/backoffice"
	"handback/capability/backoffice/postgrestest"
	"handback/capability/testkit"
)

// place finds an address where books can be: those there are new ones, or none.
type place func(testing.TB) string

// server is started by the first test that needs it; TestMain ends it.
var server postgrestest.Server

// places are the kinds of databases, of which each test finds its own. In short
// the many offices alone use PostgreSQL: new tables take it a while.
func places() map[string]place {
	if testing.Short() {
		return map[string]place{"SQLite": file}
	}
	return map[string]place{"SQLite": file, "PostgreSQL": server.Address}
}

// onBoth runs a test on each kind of database.
func onBoth(t *testing.T, test func(*testing.T, place)) {
	t.Helper()
	t.Parallel()
	for kind, at := range places() {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			test(t, at)
		})
	}
}

// file is a copy of the books that are made once.
func file(t testing.TB) string {
	t.Helper()
	path := filepath.Join(testkit.Dir(t), "books.db")
	books, err := os.ReadFile(os.Getenv(freshBooks))
	if err == nil {
		err = os.WriteFile(path, books, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func newOffice(t testing.TB, at place) *backoffice.Office {
	t.Helper()
	return openAt(t, at(t))
}
