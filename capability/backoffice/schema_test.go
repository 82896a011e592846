package backoffice_test

import (
	"database/sql"
	"errors"
	"maps"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability/backoffice"
)

// raw opens the database beside the office, with the rules that it sets.
func raw(t *testing.T, address string) *sql.DB {
	t.Helper()
	driver, source := "sqlite", "file:"+filepath.ToSlash(address)+"?_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)"
	if inPostgres(address) {
		driver, source = "pgx", address
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func inPostgres(address string) bool { return strings.HasPrefix(address, "postgres:") }

// asPostgres writes the bytes of a statement as PostgreSQL does.
func asPostgres(statement string) string {
	return strings.NewReplacer("zeroblob(32)", `decode(repeat('00', 32), 'hex')`, "x'", `'\x`).Replace(statement)
}

// usedBooks is a database in which one license waits, one was credited and one is
// held, of two devices; a third is obsolete.
func usedBooks(t *testing.T, at place) (address string) {
	t.Helper()
	address = at(t)
	office, one, other := openAt(t, address), newDevice(t, "pump-1"), newDevice(t, "pump-2")
	enroll(t, office, one)
	enroll(t, office, other)
	one.load(process(t, office, one.request(all()[:1]...)).Bytes)
	process(t, office, one.request())
	process(t, office, one.request(all()[1:]...))
	dead := newDevice(t, "pump-3")
	enroll(t, office, dead)
	writeOff(t, office, dead)
	return address
}

// usedBooksAgain gives the same used books each time, and one connection to them.
func usedBooksAgain(t *testing.T, at place) func(*testing.T) (address string, db *sql.DB) {
	t.Helper()
	made := usedBooks(t, at)
	if inPostgres(made) {
		db := raw(t, made)
		keepRows(t, db)
		return func(t *testing.T) (string, *sql.DB) {
			t.Helper()
			setBack(t, db)
			own := raw(t, made)
			own.SetMaxOpenConns(1)
			return made, own
		}
	}
	books := imageOf(t, filepath.Dir(made))
	return func(t *testing.T) (string, *sql.DB) {
		t.Helper()
		address := workspace{dir: books.lay(t)}.books()
		own := raw(t, address)
		own.SetMaxOpenConns(1)
		return address, own
	}
}

// violation is a statement that must fail with an error that says want.
type violation struct{ statement, want string }

func countViolations() map[string]violation {
	return map[string]violation{
		"available below zero":      {`UPDATE entitlements SET available = -1`, "CHECK"},
		"available above the total": {`UPDATE entitlements SET available = total + 1`, "CHECK"},
		"total below zero":          {`UPDATE entitlements SET total = -1, available = -1`, "CHECK"},
		"total below what is held":  {`UPDATE entitlements SET total = 1, available = 0 WHERE activation_id = 'ACT-A'`, "more units"},
		"credit without a removal":  {`UPDATE entitlements SET available = available + 1 WHERE activation_id = 'ACT-B'`, "more units"},
		"held below zero":           {`UPDATE licenses SET remaining = -1`, "CHECK"},
		"held above the total":      {`UPDATE licenses SET remaining = 6 WHERE state = 'LICENSE_GENERATED'`, "more units"},
		"a state of no name":        {`UPDATE licenses SET state = 'GONE'`, "CHECK"},
		"units that were removed":   {`UPDATE licenses SET state = 'REMOVED_FROM_LICENSE' WHERE remaining > 0`, "CHECK"},
	}
}

func historyViolations() map[string]violation {
	return map[string]violation{
		"a second credit": {
			`INSERT INTO credits (device, activation_id, seq, basis, request, at) SELECT device, activation_id, seq, basis, request, at FROM credits`, "UNIQUE",
		},
		"a credit of nothing": {
			`INSERT INTO credits (device, activation_id, seq, basis, request, at) SELECT device, activation_id, seq + 1, basis, request, at FROM credits`, "a credit needs proof",
		},
		"a credit on trust that nobody gave": {
			`INSERT INTO credits (device, activation_id, seq, basis, request, at) SELECT device, activation_id, 3, 'trust', NULL, at FROM credits`, "a credit needs proof",
		},
		"a credit on a decision that nobody made": {
			`INSERT INTO credits (device, activation_id, seq, basis, request, at) SELECT device, activation_id, 3, 'decision', NULL, at FROM credits`, "a credit needs proof",
		},
		"a proof without a request": {
			`INSERT INTO credits (device, activation_id, seq, basis, request, at) SELECT device, 'ACT-B', 1, 'proof', NULL, at FROM credits`, "CHECK",
		},
		"a removal of nothing": {`INSERT INTO removals (device, activation_id, seq, count) VALUES (1, 'ACT-A', 2, 0)`, "CHECK"},
		"units out of nowhere": {`INSERT INTO removals (device, activation_id, seq, count) VALUES (1, 'ACT-A', 2, 1)`, "more units"},
		"a removal credited at once": {
			`INSERT INTO removals (device, activation_id, seq, count, credited) VALUES (1, 'ACT-A', 2, 1, 1)`, "begins as one that waits",
		},
		"an end without a credit": {`UPDATE removals SET credited = 1 WHERE credited = 0`, "only by its credit"},
		"a credit taken back":     {`UPDATE removals SET credited = 0 WHERE credited = 1`, "only by its credit"},
		"a smaller removal":       {`UPDATE removals SET count = count + 1`, "only by its credit"},
		"a forgotten removal":     {`DELETE FROM removals`, "only ever added"},
		"a forgotten credit":      {`DELETE FROM credits`, "only ever added"},
		"another event":           {`UPDATE events SET text = ''`, "only ever added"},
		"a forgotten event":       {`DELETE FROM events`, "only ever added"},
		"a replaced event":        {`REPLACE INTO events (id, at, kind) VALUES (1, 0, 'x')`, "only ever added"},
		"another response":        {`UPDATE issued SET message = x''`, "only ever added"},
		"a forgotten request":     {`DELETE FROM requests`, "only ever added"},
		"proof taken back":        {`UPDATE devices SET proved_seq = NULL`, "stays proved"},
		"proof of nothing":        {`UPDATE devices SET proved_seq = 99`, "FOREIGN KEY"},
		"a short key":             {`UPDATE devices SET public_key = x'00'`, "CHECK"},
		"a license of no device":  {`UPDATE licenses SET device = 99 WHERE device = 2 AND activation_id = 'ACT-A'`, "FOREIGN KEY"},
		"a text for a count":      {`UPDATE licenses SET remaining = 'five'`, "cannot store TEXT"},
	}
}

func obsoleteViolations() map[string]violation {
	return map[string]violation{
		"obsolete without a declaration": {`UPDATE devices SET status = 'OBSOLETE' WHERE id = 1`, "needs a declaration"},
		"back from obsolete":             {`UPDATE devices SET status = 'ACTIVE'`, "permanent"},
		"a license of a dead device":     {`UPDATE licenses SET remaining = 1, state = 'LICENSE_GENERATED' WHERE device = 3`, "gets nothing"},
		"a response to a dead device": {
			`INSERT INTO issued (device, seq, sha256, message, issued_at, expires) VALUES (3, 9, zeroblob(32), x'', 0, 0)`, "gets nothing",
		},
		"another declaration":     {`UPDATE declarations SET file = x''`, "only ever added"},
		"a forgotten declaration": {`DELETE FROM declarations`, "only ever added"},
	}
}

// postgresViolations are those that are written in another way, and those that
// only PostgreSQL has a word for.
func postgresViolations() map[string]violation {
	return map[string]violation{
		"a replaced event": {
			`INSERT INTO events (id, at, kind) VALUES (1, 0, 'x') ON CONFLICT (id) DO UPDATE SET kind = 'x'`, "only ever added",
		},
		"a text for a count":    {`UPDATE licenses SET remaining = 'five'`, "invalid input syntax"},
		"events all forgotten":  {`TRUNCATE events`, "only ever added"},
		"credits all forgotten": {`TRUNCATE credits`, "only ever added"},
	}
}

func TestTheDatabaseRefuses(t *testing.T) { onBoth(t, theDatabaseRefuses) }

func theDatabaseRefuses(t *testing.T, at place) {
	address := usedBooks(t, at)
	db := raw(t, address)
	violations := countViolations()
	maps.Copy(violations, historyViolations())
	maps.Copy(violations, obsoleteViolations())
	if inPostgres(address) {
		for name, v := range violations {
			violations[name] = violation{asPostgres(v.statement), v.want}
		}
		maps.Copy(violations, postgresViolations())
	}
	for name, v := range violations {
		t.Run(name, func(t *testing.T) {
			_, err := db.Exec(v.statement)
			if err == nil || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(v.want)) {
				t.Errorf("%v, want %q", err, v.want)
			}
		})
	}
	audit(t, openAt(t, address))
}

// The audit sees what someone wrote who took the triggers away.
func TestAuditSeesWhatTheTriggersRefuse(t *testing.T) { onBoth(t, auditSeesWhatTheTriggersRefuse) }

func auditSeesWhatTheTriggersRefuse(t *testing.T, at place) {
	again := usedBooksAgain(t, at)
	for name, c := range map[string]struct{ trigger, statement string }{
		"credits are beyond": {"credits_need_a_basis", `INSERT INTO credits (device, activation_id, seq, basis, request, at)
			SELECT device, activation_id, seq, 'proof', x'00', 0 FROM removals WHERE credited = 0`},
		"credits rest on a decision": {"credits_need_a_basis", `INSERT INTO credits (device, activation_id, seq, basis, at)
			SELECT device, activation_id, seq, 'decision', 0 FROM removals WHERE credited = 0`},
		"licenses are with obsolete": {"licenses_not_of_obsolete_update", `UPDATE licenses SET state = 'INACTIVE' WHERE device = 3`},
		"without a declaration":      {"devices_obsolete_on_declaration", `UPDATE devices SET status = 'OBSOLETE' WHERE id = 1`},
		"removals wait for obsolete": {"devices_obsolete_on_declaration", `UPDATE devices SET status = 'OBSOLETE' WHERE id = 1`},
		"references lead nowhere":    {"events_kept_update", `UPDATE events SET device = 99 WHERE id = 2`},
	} {
		t.Run(name, func(t *testing.T) {
			address, db := again(t)
			unguarded := `PRAGMA foreign_keys = 0; DROP TRIGGER ` + c.trigger + `; ` + c.statement
			if inPostgres(address) {
				unguarded = `SET session_replication_role = replica; ` + asPostgres(c.statement)
			}
			if _, err := db.Exec(unguarded); err != nil {
				t.Fatal(err)
			}
			err := openAt(t, address).Audit(t.Context())
			if !errors.Is(err, backoffice.ErrAudit) || !strings.Contains(err.Error(), name) {
				t.Errorf("%v, want ErrAudit: %s", err, name)
			}
		})
	}
}

// The audit sees units that are lost, which no write is kept from.
func TestAuditSeesLostUnits(t *testing.T) { onBoth(t, auditSeesLostUnits) }

func auditSeesLostUnits(t *testing.T, at place) {
	address := usedBooks(t, at)
	db := raw(t, address)
	if _, err := db.Exec(`UPDATE entitlements SET available = available - 1 WHERE activation_id = 'ACT-A'`); err != nil {
		t.Fatal(err)
	}
	err := openAt(t, address).Audit(t.Context())
	if !errors.Is(err, backoffice.ErrAudit) || !strings.Contains(err.Error(), "ACT-A") {
		t.Errorf("%v, want ErrAudit that names ACT-A", err)
	}
}
