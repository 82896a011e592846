package backoffice_test

import (
	"bytes"
	"path/filepath"
	"sync"
	"testing"

	"handback/capability/backoffice"
	"handback/capability/testkit"
)

func TestTheSameRequestAtOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(testkit.Dir(t), "books.db")
	offices := []*backoffice.Office{openAt(t, path), openAt(t, path)}
	d := newDevice(t, "pump-1")
	enroll(t, offices[0], d)
	request := d.request(all()...)

	const callers = 8
	replies, errs := make([]backoffice.Reply, callers), make([]error, callers)
	var wait sync.WaitGroup
	for i := range callers {
		wait.Go(func() { replies[i], errs[i] = offices[i%2].Process(t.Context(), request) })
	}
	wait.Wait()
	fresh := 0
	for i, reply := range replies {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		if !bytes.Equal(reply.Bytes, replies[0].Bytes) {
			t.Error("two responses to one request")
		}
		if !reply.Again {
			fresh++
		}
	}
	if s := snapshot(t, offices[1]); fresh != 1 || s.Devices[0].Issued != 1 || len(s.Waiting) != 2 {
		t.Errorf("%d fresh replies, %d responses, %d removals", fresh, s.Devices[0].Issued, len(s.Waiting))
	}
	audit(t, offices[0])
}
