package backoffice_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"path/filepath"
	"testing"

	"handback/capability/backoffice"
	"handback/capability/testkit"
)

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
	t.Parallel()
	path := filepath.Join(testkit.Dir(t), "books.db")
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
