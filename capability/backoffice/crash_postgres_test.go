package backoffice_test

import (
	"bytes"
	"database/sql"
	"flag"
	"maps"
	"os"
	"reflect"
	"slices"
	"testing"

	"handback/capability"
	"handback/capability/backoffice/postgrestest"
	"handback/capability/testkit"
)

// TestKilledOnPostgres cuts a back office off, as its end does, in the middle of a
// transaction, right before the COMMIT, and right after it: the books then have
// nothing of the command, or all of it, and after it is run again they are as if
// nothing had happened. With -every-point it is cut off at each of them.
func TestKilledOnPostgres(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("new tables take their time")
	}
	clean, victim, device := readyOnPostgres(t)
	for number, name := range slices.Sorted(maps.Keys(commands())) {
		c := commands()[name]
		if c.makes || name == "hand out" || name == "process a stick" {
			continue // its database is the same as without a stick
		}
		t.Run(name, func(t *testing.T) {
			c.readyIn(t, clean, device)
			start := clean.rows(t)
			var points []string
			clean.tell = func(point string) { points = append(points, point) }
			answer, err := c.run(t.Context(), clean.workspace)
			clean.tell = nothing
			if err != nil {
				t.Fatal(err)
			}
			end := clean.rows(t)
			c.readyIn(t, victim, device)
			for _, at := range cutAt(points, number) {
				c.cutOff(t, victim, at)
				want := start
				if at == len(points) {
					want = end
				}
				if got := victim.rows(t); !reflect.DeepEqual(got, want) {
					t.Fatalf("cut off %s: more\n%v\nless\n%v", points[at-1], got.without(want), want.without(got))
				}
			}
			run := c.run
			if c.again != nil {
				run = c.again
			}
			again, err := run(t.Context(), victim.workspace)
			if err != nil || !bytes.Equal(again, answer) {
				t.Errorf("after the restart another answer, or %v", err)
			}
			audit(t, victim.office)
			if got := victim.rows(t); !reflect.DeepEqual(got.silent(), end.silent()) {
				t.Errorf("run again, more\n%v\nless\n%v", got.without(end), end.without(got))
			}
		})
	}
}

// A sweep over all points takes half a minute: go test -every-point.
var everyPoint = flag.Bool("every-point", false, "cut back offices off from PostgreSQL at every point")

// cutAt counts points, from 1. The last two are before and after the COMMIT; one
// of the others is another for each command.
func cutAt(points []string, number int) []int {
	last := len(points)
	if !*everyPoint {
		return []int{1 + number%(last-2), last - 1, last}
	}
	every := make([]int, last)
	for i := range every {
		every[i] = i + 1
	}
	return every
}

// postgresBooks can be set back to what they were.
type postgresBooks struct {
	workspace

	db *sql.DB
}

// readyOnPostgres is what all commands begin with, twice: 3 of ACT-A are with the
// device, and 2 wait that it can prove.
func readyOnPostgres(t *testing.T) (clean, victim *postgresBooks, d *device) {
	t.Helper()
	one := func() *postgresBooks {
		address := server.Address(t)
		s := &postgresBooks{workspace{dir: testkit.Dir(t), address: address, tell: nothing}, raw(t, address)}
		s.office = openWith(t, address, told(connectUnsynced, func(point string) { s.tell(point) }))
		d = newDevice(t, pump().Value)
		enroll(t, s.office, d)
		d.load(process(t, s.office, d.request(capability.Line{ActivationID: "ACT-A", Count: 3})).Bytes)
		keepRows(t, s.db)
		return s
	}
	clean, victim = one(), one()
	return clean, victim, d
}

// readyIn sets the books back, and makes them and the file ready for the command.
func (c command) readyIn(t *testing.T, s *postgresBooks, d *device) {
	t.Helper()
	setBack(t, s.db)
	own := *d
	own.t = t
	if c.file != nil {
		if err := os.WriteFile(s.file(), c.file(t, s.workspace, &own), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	freeNumbers(t, s.db)
}

func (s *postgresBooks) rows(t *testing.T) rows {
	t.Helper()
	return postgresRows(t, s.db)
}

// cutOff runs the command, and takes its connections away at the point. The
// answer is lost. The books are seen when the server knows about it.
func (c command) cutOff(t *testing.T, s *postgresBooks, at int) {
	t.Helper()
	var line cable
	tell := nothing // while the books are opened
	office := openWith(t, s.address, told(line.connect, func(point string) { tell(point) }))
	tell = func(string) {
		if at--; at == 0 {
			line.cut()
		}
	}
	_, err := c.run(t.Context(), workspace{dir: s.dir, address: s.address, office: office, tell: nothing})
	if at > 0 {
		t.Fatalf("it was not cut off: %v", err)
	}
	if _, err := s.db.Exec(`BEGIN; LOCK TABLE backoffice_books IN EXCLUSIVE MODE; COMMIT`); err != nil {
		t.Fatal(err)
	}
	freeNumbers(t, s.db)
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
