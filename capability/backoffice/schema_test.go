package backoffice_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"handback/capability/backoffice"
	"handback/capability/testkit"
)

// raw opens the database beside the office, with the rules that it sets.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?_pragma=foreign_keys(1)&_pragma=recursive_triggers(1)")
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

// usedBooks is a database in which one license waits, one was credited and one is
// held, of two devices; a third is obsolete.
func usedBooks(t *testing.T) string {
	t.Helper()
	path := filepath.Join(testkit.Dir(t), "books.db")
	office, one, other := openAt(t, path), newDevice(t, "pump-1"), newDevice(t, "pump-2")
	enroll(t, office, one)
	enroll(t, office, other)
	one.load(process(t, office, one.request(all()[:1]...)).Bytes)
	process(t, office, one.request())
	process(t, office, one.request(all()[1:]...))
	dead := newDevice(t, "pump-3")
	enroll(t, office, dead)
	writeOff(t, office, dead)
	return path
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

func TestTheDatabaseRefuses(t *testing.T) {
	t.Parallel()
	path := usedBooks(t)
	db := raw(t, path)
	for _, group := range []map[string]violation{countViolations(), historyViolations(), obsoleteViolations()} {
		for name, v := range group {
			t.Run(name, func(t *testing.T) {
				_, err := db.Exec(v.statement)
				if err == nil || !strings.Contains(err.Error(), v.want) {
					t.Errorf("%v, want %q", err, v.want)
				}
			})
		}
	}
	audit(t, openAt(t, path))
}

// The audit sees what someone wrote who took the triggers away.
func TestAuditSeesWhatTheTriggersRefuse(t *testing.T) {
	t.Parallel()
	books := imageOf(t, filepath.Dir(usedBooks(t)))
	for name, c := range map[string]struct{ trigger, statement string }{
		"credits are beyond": {"credits_need_a_basis", `INSERT INTO credits (device, activation_id, seq, basis, request, at) SELECT device, activation_id, seq, 'proof', x'00', at
			FROM removals, (SELECT 0 AS at) WHERE credited = 0`},
		"credits rest on a decision": {"credits_need_a_basis", `INSERT INTO credits (device, activation_id, seq, basis, request, at)
			SELECT device, activation_id, seq, 'decision', NULL, 0 FROM removals WHERE credited = 0`},
		"licenses are with obsolete": {"licenses_not_of_obsolete_update", `UPDATE licenses SET state = 'INACTIVE' WHERE device = 3`},
		"without a declaration":      {"devices_obsolete_on_declaration", `UPDATE devices SET status = 'OBSOLETE' WHERE id = 1`},
		"removals wait for obsolete": {"devices_obsolete_on_declaration", `UPDATE devices SET status = 'OBSOLETE' WHERE id = 1`},
		"references lead nowhere":    {"events_kept_update", `UPDATE events SET device = 99 WHERE id = 2`},
	} {
		t.Run(name, func(t *testing.T) {
			path := workspace{dir: books.lay(t)}.books()
			db := raw(t, path)
			db.SetMaxOpenConns(1)
			if _, err := db.Exec(`PRAGMA foreign_keys = 0; DROP TRIGGER ` + c.trigger + `; ` + c.statement); err != nil {
				t.Fatal(err)
			}
			err := openAt(t, path).Audit(t.Context())
			if !errors.Is(err, backoffice.ErrAudit) || !strings.Contains(err.Error(), name) {
				t.Errorf("%v, want ErrAudit: %s", err, name)
			}
		})
	}
}

// The audit sees units that are lost, which no write is kept from.
func TestAuditSeesLostUnits(t *testing.T) {
	t.Parallel()
	path := usedBooks(t)
	db := raw(t, path)
	if _, err := db.Exec(`UPDATE entitlements SET available = available - 1 WHERE activation_id = 'ACT-A'`); err != nil {
		t.Fatal(err)
	}
	err := openAt(t, path).Audit(t.Context())
	if !errors.Is(err, backoffice.ErrAudit) || !strings.Contains(err.Error(), "ACT-A") {
		t.Errorf("%v, want ErrAudit that names ACT-A", err)
	}
}

func TestDatabasesThatAreNotOpened(t *testing.T) {
	t.Parallel()
	books := imageOf(t, filepath.Dir(usedBooks(t)))
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
