package backoffice_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql/driver"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"testing"

	"modernc.org/sqlite"

	"handback/capability"
	"handback/capability/backoffice"
)

// These name the books and the command for a test program that is a back
// office which is killed in the middle of it.
const (
	crashingBooks   = "BACKOFFICE_CRASHES_ON"
	crashingCommand = "BACKOFFICE_CRASHES_IN"
)

func TestMain(m *testing.M) {
	if books := os.Getenv(crashingBooks); books != "" {
		os.Exit(dieInTransaction(books, os.Getenv(crashingCommand)))
	}
	os.Exit(m.Run())
}

// kill ends the process as a power cut does: nothing after it is run.
func kill(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		return nil, err
	}
	select {}
}

func dieInTransaction(books, command string) int {
	ctx := context.Background()
	data, err := os.ReadFile(books + ".file")
	if err != nil {
		return 3
	}
	if err := sqlite.RegisterScalarFunction("kill", 0, kill); err != nil {
		return 4
	}
	office, err := backoffice.Open(ctx, books, backoffice.Options{Now: noon})
	if err != nil {
		return 5
	}
	if err := commands()[command].run(ctx, office, data); err != nil {
		return 6
	}
	return 0 // it was not killed
}

// command is something that changes the books in one transaction: with a file,
// and all the writes that it consists of.
type command struct {
	file   func(testing.TB, *device) []byte
	run    func(context.Context, *backoffice.Office, []byte) error
	writes []string // that a trigger can come after
	kind   backoffice.ChangeKind
}

func pump() capability.HostID { return capability.HostID{Type: "STRING", Value: "pump-1"} }

func commands() map[string]command {
	return map[string]command{
		"process": {
			file: func(_ testing.TB, d *device) []byte { return d.request(all()...) },
			run: func(ctx context.Context, office *backoffice.Office, data []byte) error {
				_, err := office.Process(ctx, data)
				return err
			},
			writes: []string{
				"INSERT ON requests", "UPDATE ON devices", "INSERT ON credits", "UPDATE ON licenses", "INSERT ON removals",
				"UPDATE ON entitlements", "INSERT ON events", "INSERT ON issued",
			},
			kind: backoffice.Removed,
		},
		"remove": {
			file: func(testing.TB, *device) []byte { return nil },
			run: func(ctx context.Context, office *backoffice.Office, _ []byte) error {
				_, err := office.Remove(ctx, pump(), "ACT-A", 0)
				return err
			},
			writes: []string{"UPDATE ON devices", "UPDATE ON licenses", "INSERT ON removals", "INSERT ON events", "INSERT ON issued"},
			kind:   backoffice.Removed,
		},
		"obsolete": {
			file: declaration,
			run: func(ctx context.Context, office *backoffice.Office, data []byte) error {
				_, err := office.Obsolete(ctx, pump(), data)
				return err
			},
			writes: []string{
				"INSERT ON declarations", "UPDATE ON devices", "UPDATE ON licenses", "INSERT ON credits",
				"UPDATE ON removals", "UPDATE ON entitlements", "INSERT ON events",
			},
			kind: backoffice.WrittenOff,
		},
	}
}

// TestKilledAtEveryWrite kills a back office after each kind of write: nothing
// of the command is kept, and afterwards it works as if never begun.
func TestKilledAtEveryWrite(t *testing.T) {
	for name, c := range commands() {
		for _, write := range c.writes {
			t.Run(name+" "+write, func(t *testing.T) { c.killedAfter(t, name, write) })
		}
	}
}

func (c command) killedAfter(t *testing.T, name, write string) {
	path := filepath.Join(t.TempDir(), "books.db")
	office, d := openAt(t, path), newDevice(t, "pump-1")
	enroll(t, office, d)
	d.load(process(t, office, d.request(capability.Line{ActivationID: "ACT-A", Count: 3})).Bytes) // 2 wait
	data := c.file(t, d)
	if err := os.WriteFile(path+".file", data, 0o600); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, office)

	db := raw(t, path)
	if _, err := db.Exec(`CREATE TRIGGER death AFTER ` + write + ` BEGIN SELECT kill(); END`); err != nil {
		t.Fatal(err)
	}
	victim := exec.CommandContext(t.Context(), os.Args[0])
	victim.Env = append(os.Environ(), crashingBooks+"="+path, crashingCommand+"="+name)
	err := victim.Run()
	if exit := new(exec.ExitError); !errors.As(err, &exit) || (exit.Exited() && exit.ExitCode() != 1) {
		t.Fatalf("it was to be killed: %v", err)
	}
	if _, err := db.Exec(`DROP TRIGGER death`); err != nil {
		t.Fatal(err)
	}

	if after := snapshot(t, office); !reflect.DeepEqual(after, before) {
		t.Errorf("half of it was kept:\n%+v\n%+v", before, after)
	}
	audit(t, office)
	if err := c.run(t.Context(), office, data); err != nil {
		t.Errorf("after the restart: %v", err)
	}
	if s := snapshot(t, office); kinds(s, c.kind) <= kinds(before, c.kind) {
		t.Errorf("after the restart nothing was %s", c.kind)
	}
	audit(t, office)
}

// flaky fails once and is real randomness then.
type flaky struct{ failed bool }

var errFlaky = errors.New("no randomness today")

func (f *flaky) Read(p []byte) (int, error) {
	if !f.failed {
		f.failed = true
		return 0, errFlaky
	}
	return rand.Read(p)
}

func TestAFailureLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "books.db")
	d := newDevice(t, "pump-1")
	enroll(t, openAt(t, path), d)
	office, err := backoffice.Open(t.Context(), path, backoffice.Options{Now: noon, Random: new(flaky)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := office.Close(); err != nil {
			t.Error(err)
		}
	})
	request := d.request(all()...)
	if _, err := office.Process(t.Context(), request); !errors.Is(err, errFlaky) {
		t.Fatalf("%v, want the failure", err)
	}
	if s := snapshot(t, office); len(s.Waiting) != 0 || kinds(s, backoffice.Removed) != 0 {
		t.Error("half a request was kept")
	}
	first := process(t, office, request)
	if again := process(t, office, request); !bytes.Equal(first.Bytes, again.Bytes) {
		t.Error("two responses to one request")
	}
}
