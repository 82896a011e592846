package backoffice_test

import (
	"database/sql"
	"strings"
	"testing"
)

// postgresTables are all that the books hold there.
var postgresTables = []string{
	"portal", "settings", "entitlements", "devices", "licenses", "requests", "issued", "removals", "declarations", "credits", "events",
}

// postgresRows are the rows of all tables, sorted.
func postgresRows(t testing.TB, db *sql.DB) rows {
	t.Helper()
	all := make(rows)
	for _, table := range postgresTables {
		all[table] = column(t, db, `SELECT * FROM `+table+` AS r ORDER BY r::text`)
	}
	return all
}

// freeNumbers gives back the numbers that undone transactions took, which stay
// taken, so that books can be compared.
func freeNumbers(t testing.TB, db *sql.DB) {
	t.Helper()
	var all strings.Builder
	for _, table := range []string{"devices", "licenses", "removals", "credits", "events"} {
		all.WriteString(`SELECT setval(pg_get_serial_sequence('` + table + `', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM ` + table + `), false);`)
	}
	if _, err := db.Exec(all.String()); err != nil {
		t.Fatal(err)
	}
}

// keepRows keeps what the books hold, for [setBack]. That costs less than new
// tables.
func keepRows(t testing.TB, db *sql.DB) {
	t.Helper()
	for _, table := range postgresTables {
		if _, err := db.Exec(`CREATE TABLE kept_` + table + ` AS TABLE ` + table); err != nil {
			t.Fatal(err)
		}
	}
}

// setBack makes the books hold again what was kept. No trigger is asked.
func setBack(t testing.TB, db *sql.DB) {
	t.Helper()
	var all strings.Builder
	all.WriteString(`BEGIN; SET LOCAL session_replication_role = replica; TRUNCATE ` + strings.Join(postgresTables, ", ") + `;`)
	for _, table := range postgresTables {
		all.WriteString(`INSERT INTO ` + table + ` OVERRIDING SYSTEM VALUE TABLE kept_` + table + `;`)
	}
	if _, err := db.Exec(all.String() + `COMMIT`); err != nil {
		t.Fatal(err)
	}
	freeNumbers(t, db)
}
