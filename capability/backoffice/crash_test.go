package backoffice_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"handback/capability/backoffice"
)

// crashing names the variable that makes the test program a back office which
// dies in the middle of a request.
const crashing = "BACKOFFICE_CRASHES_ON"

func TestMain(m *testing.M) {
	if books := os.Getenv(crashing); books != "" {
		os.Exit(dieInTransaction(books))
	}
	os.Exit(m.Run())
}

// fatal kills the process where randomness is asked for: after the counts were
// written, before the response is and the transaction ends.
type fatal struct{}

func (fatal) Read([]byte) (int, error) {
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		return 0, err
	}
	select {}
}

func dieInTransaction(books string) int {
	ctx := context.Background()
	request, err := os.ReadFile(books + ".request")
	if err != nil {
		return 3
	}
	office, err := backoffice.Open(ctx, books, backoffice.Options{Now: noon, Random: fatal{}})
	if err != nil {
		return 4
	}
	_, _ = office.Process(ctx, request)
	return 5
}

func TestKilledInTheMiddleOfARequest(t *testing.T) {
	path := filepath.Join(t.TempDir(), "books.db")
	office, d := openAt(t, path), newDevice(t, "pump-1")
	enroll(t, office, d)
	before := snapshot(t, office)
	request := d.request(all()...)
	if err := os.WriteFile(path+".request", request, 0o600); err != nil {
		t.Fatal(err)
	}

	victim := exec.CommandContext(t.Context(), os.Args[0])
	victim.Env = append(os.Environ(), crashing+"="+path)
	err := victim.Run()
	if exit := new(exec.ExitError); !errors.As(err, &exit) || (exit.Exited() && exit.ExitCode() != 1) {
		t.Fatalf("it was to be killed: %v", err)
	}

	after := snapshot(t, office)
	if len(after.Waiting) != 0 || len(after.Events) != len(before.Events) || after.Devices[0].Issued != 0 {
		t.Errorf("half a request was kept: %+v", after)
	}
	audit(t, office)
	if reply := process(t, office, request); reply.Again || len(reply.Response.Notes) != 2 {
		t.Errorf("the request after the restart: %+v", reply.Response)
	}
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
