package backoffice_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/backoffice/postgrestest"
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
	for _, table := range []string{"devices", "licenses", "removals", "credits", "events"} {
		_, err := db.Exec(`SELECT setval(pg_get_serial_sequence('` + table + `', 'id'), (SELECT coalesce(max(id), 0) + 1 FROM ` + table + `), false)`)
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestKilledOnPostgres kills a back office right before
// the COMMIT, and right after it: the books then have nothing of the command, or all of it,
// and after it is run again they are as if nothing had happened.
func TestKilledOnPostgres(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("many processes take their time")
	}
	for name, c := range commands() {
		if c.makes || name == "hand out" || name == "process a stick" {
			continue // its database is the same as without a stick
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clean, victim := c.readyOnPostgres(t), c.readyOnPostgres(t)
			var told []string
			start := postgresRows(t, raw(t, clean.address))
			clean.office = openWith(t, clean.address, toldFromNow(func(point string) { told = append(told, point) }))
			answer, err := c.run(t.Context(), clean)
			if err != nil {
				t.Fatal(err)
			}
			end := postgresRows(t, raw(t, clean.address))
			db := raw(t, victim.address)
			points := len(told)
			for _, kill := range []int{points - 1, points} {
				dieOnPostgres(t, victim, name, kill)
				want := start
				if kill == points {
					want = end
				}
				if got := postgresRows(t, db); !reflect.DeepEqual(got, want) {
					t.Fatalf("killed %s: more\n%v\nless\n%v", told[kill-1], got.without(want), want.without(got))
				}
				if kill < points {
					freeNumbers(t, db)
				}
			}
			victim.office = openWith(t, victim.address, toldFromNow(nothing))
			run := c.run
			if c.again != nil {
				run = c.again
			}
			again, err := run(t.Context(), victim)
			if err != nil || !bytes.Equal(again, answer) {
				t.Errorf("after the restart another answer, or %v", err)
			}
			audit(t, victim.office)
			if got := postgresRows(t, db); !reflect.DeepEqual(got.silent(), end.silent()) {
				t.Errorf("run again, more\n%v\nless\n%v", got.without(end), end.without(got))
			}
		})
	}
}

// toldFromNow tells of what comes after the books were opened.
func toldFromNow(tell func(string)) backoffice.Options {
	opened := false
	return told(connectUnsynced, func(point string) {
		if opened {
			tell(point)
		}
		opened = opened || point == "after COMMIT"
	})
}

func (c command) readyOnPostgres(t *testing.T) workspace {
	t.Helper()
	s := workspace{dir: t.TempDir(), address: server.Address(t), tell: nothing}
	s.office = openWith(t, s.address, told(connectUnsynced, nothing))
	d := newDevice(t, pump().Value)
	enroll(t, s.office, d)
	d.load(process(t, s.office, d.request(capability.Line{ActivationID: "ACT-A", Count: 3})).Bytes)
	if c.file != nil {
		if err := os.WriteFile(s.file(), c.file(t, s, d), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	freeNumbers(t, raw(t, s.address))
	return s
}

// dieOnPostgres runs the command in a process that is killed at the point.
func dieOnPostgres(t *testing.T, s workspace, name string, at int) {
	t.Helper()
	victim := exec.CommandContext(t.Context(), os.Args[0])
	victim.Env = append(os.Environ(), killedIn+"="+s.dir, killedOn+"="+s.address, killedAs+"="+name, killedAt+"="+strconv.Itoa(at))
	err := victim.Run()
	if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.Exited() {
		t.Fatalf("it was to be killed: %v", err)
	}
	// The server undoes the transaction once it sees that nobody is there.
	if _, err := raw(t, s.address).Exec(`BEGIN; LOCK TABLE backoffice_books IN EXCLUSIVE MODE; COMMIT`); err != nil {
		t.Fatal(err)
	}
}

// TestServerCrash ends a server that is as durable as any while offices answer:
// what was answered is answered again with the same bytes.
func TestServerCrash(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a durable server takes its time")
	}
	durable := postgrestest.Server{Durable: true}
	t.Cleanup(func() {
		if err := durable.Stop(); err != nil {
			t.Error(err)
		}
	})
	address := durable.Address(t)
	office := openAt(t, address)
	d := newDevice(t, "pump-1")
	enroll(t, office, d)
	requests := [][]byte{d.request(all()[:1]...), d.request(all()[1:]...), d.request()}
	answers := make([][]byte, len(requests))
	for i, request := range requests {
		answers[i] = process(t, office, request).Bytes
		durable.Crash(t)
		if _, err := office.Settings(t.Context()); err != nil { // connections of before the crash
			t.Log(err)
		}
	}
	office = openAt(t, address)
	for i, request := range requests {
		if again := process(t, office, request); !again.Again || !bytes.Equal(again.Bytes, answers[i]) {
			t.Errorf("request %d got another answer", i)
		}
	}
	audit(t, office)
}
