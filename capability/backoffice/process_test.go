package backoffice_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/backoffice/postgrestest"
	"handback/capability/message"
)

func TestWholeReturn(t *testing.T) { onBoth(t, wholeReturn) }

func wholeReturn(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)

	response := process(t, office, d.request(all()...))
	pub, err := office.PublicKey()
	if err != nil {
		t.Fatal(err)
	}
	m, err := message.Decode(response.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Verify(pub); err != nil {
		t.Error(err)
	}
	if r := m.Response; len(r.Rights) != 0 || !r.Confirm || r.Seq != 1 || r.Host != d.host {
		t.Errorf("response %+v", r)
	}
	s := snapshot(t, office)
	if len(s.Waiting) != 2 || credited(s) != 0 || s.Devices[0].Licenses[0].State != capability.WaitingForConfirmation {
		t.Errorf("after the return request: %+v", s)
	}
	audit(t, office)

	d.load(response.Bytes)
	receipt := process(t, office, d.request())
	if r := receipt.Response; r.Confirm || len(r.Notes) != 2 || r.Notes[0].Code != message.NoteCredited {
		t.Errorf("receipt %+v", r)
	}
	s = snapshot(t, office)
	if len(s.Waiting) != 0 || credited(s) != 6 || s.Entitlements[0].Available != 5 ||
		s.Devices[0].Licenses[0].State != capability.RemovedFromLicense {
		t.Errorf("after the confirmation: %+v", s)
	}
	audit(t, office)
}

func TestTheSameRequestGetsTheSameBytes(t *testing.T) { onBoth(t, theSameRequestGetsTheSameBytes) }

func theSameRequestGetsTheSameBytes(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	request := d.request(all()...)
	first := process(t, office, request)
	d.load(first.Bytes)
	confirmation := d.request()
	receipt := process(t, office, confirmation)
	for range 3 {
		if again := process(t, office, request); !bytes.Equal(again.Bytes, first.Bytes) || !again.Again {
			t.Error("the return request got another response")
		}
		if again := process(t, office, confirmation); !bytes.Equal(again.Bytes, receipt.Bytes) || !again.Again {
			t.Error("the confirmation got another response")
		}
	}
	if s := snapshot(t, office); credited(s) != 6 || s.Devices[0].Issued != 2 {
		t.Errorf("%d units credited, %d responses", credited(s), s.Devices[0].Issued)
	}
}

func TestRefusedRequests(t *testing.T) { onBoth(t, refusedRequests) }

func refusedRequests(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	used := d.request(all()...)
	process(t, office, used)
	stranger, forger := newDevice(t, "pump-9"), newDevice(t, "pump-1")
	forger.key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"unknown device":    {stranger.request(), backoffice.ErrUnknownDevice},
		"another key":       {forger.request(), message.ErrSignature},
		"request ID reused": {d.seal(message.Request{ID: requestID(t, used), Host: d.host}), backoffice.ErrReused},
	} {
		t.Run(name, func(t *testing.T) {
			before := snapshot(t, office)
			_, err := office.Process(t.Context(), c.data)
			if refused := new(backoffice.RefusedError); !errors.As(err, &refused) || !errors.Is(err, c.want) {
				t.Fatalf("%v, want a refusal: %v", err, c.want)
			}
			after := snapshot(t, office)
			if kinds(after, "refused") != kinds(before, "refused")+1 {
				t.Error("no event tells of it")
			}
			if after.Devices[0].Issued != before.Devices[0].Issued {
				t.Error("a response was issued")
			}
		})
	}
	audit(t, office)
}

func TestWhatIsNoRequest(t *testing.T) { onBoth(t, whatIsNoRequest) }

func whatIsNoRequest(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	request := d.request(all()...)
	response := process(t, office, request)
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"a response": {response.Bytes, message.ErrKind},
		"noise":      {[]byte("hello"), message.ErrNotMessage},
		"half of it": {request[:len(request)/2], message.ErrTruncated},
	} {
		if _, err := office.Process(t.Context(), c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func requestID(t *testing.T, data []byte) message.ID {
	t.Helper()
	m, err := message.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return m.Request.ID
}

// Two devices may use the same request ID; it counts within one of them.
func TestRequestIDsOfTwoDevices(t *testing.T) { onBoth(t, requestIDsOfTwoDevices) }

func requestIDsOfTwoDevices(t *testing.T, at place) {
	office, one, other := newOffice(t, at), newDevice(t, "pump-1"), newDevice(t, "pump-2")
	enroll(t, office, one)
	enroll(t, office, other)
	first, second := process(t, office, one.request()), process(t, office, other.request())
	if second.Again || bytes.Equal(first.Bytes, second.Bytes) {
		t.Error("the second device got the response of the first")
	}
}

func TestResponseThatWouldNotFit(t *testing.T) { onBoth(t, responseThatWouldNotFit) }

func responseThatWouldNotFit(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	d.rights[0].Feature = string(bytes.Repeat([]byte("x"), capability.MaxText))
	d.rights[0].Version = d.rights[0].Feature
	for i := range 70 {
		l := d.rights[0]
		l.ActivationID = capability.ActivationID("MORE-" + time.Duration(i).String())
		d.rights = append(d.rights, l)
	}
	enroll(t, office, d)
	_, err := office.Process(t.Context(), d.request(capability.Line{ActivationID: "ACT-B"}))
	if !errors.Is(err, message.ErrTooLarge) {
		t.Fatalf("%v, want ErrTooLarge", err)
	}
	if s := snapshot(t, office); len(s.Waiting) != 0 || s.Devices[0].Issued != 0 {
		t.Error("a refused request changed the books")
	}
}

// A device that is set back to before the response, after the credit, is seen
// by its next request and credited nothing more.
func TestRollbackIsFlagged(t *testing.T) { onBoth(t, rollbackIsFlagged) }

func rollbackIsFlagged(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	d.load(process(t, office, d.request(capability.Line{ActivationID: "ACT-B"})).Bytes)
	backup := d.last
	response := process(t, office, d.request(capability.Line{ActivationID: "ACT-A"}))
	d.load(response.Bytes)
	process(t, office, d.request())

	d.last = backup
	reply := process(t, office, d.request(all()...))
	if n := reply.Response.Notes; len(n) != 1 || n[0].Code != message.NoteRollback || n[0].Text == "" {
		t.Errorf("notes %+v", n)
	}
	s := snapshot(t, office)
	if s.Devices[0].Rollbacks != 1 || s.Devices[0].Proved != 2 || kinds(s, backoffice.RolledBack) != 1 || credited(s) != 6 {
		t.Errorf("after the rollback: %+v", s)
	}
	audit(t, office)
}

func TestTheSameRequestAtOnce(t *testing.T) { onBoth(t, theSameRequestAtOnce) }

func theSameRequestAtOnce(t *testing.T, at place) {
	path := at(t)
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

func TestAFailureLeavesNothing(t *testing.T) { onBoth(t, aFailureLeavesNothing) }

func aFailureLeavesNothing(t *testing.T, at place) {
	path := at(t)
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

// BenchmarkProcess answers return requests of a device with 300 licenses: one
// license goes back, the response is loaded, the next request proves it. Writes
// wait for the disk.
func BenchmarkProcess(b *testing.B) {
	onDisk(b, func(b *testing.B, office *backoffice.Office) {
		var d *device
		next := 0
		for b.Loop() {
			if next%300 == 0 {
				d = newDevice(b, fmt.Sprintf("pump-%d", next))
				d.rights = nil
				for i := range 300 {
					id := capability.ActivationID(fmt.Sprintf("ACT-%04d", i))
					d.rights = append(d.rights, capability.License{ActivationID: id, Feature: "pump", Version: "1.0", Count: 1})
				}
				enroll(b, office, d)
			}
			line := capability.Line{ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%04d", next%300))}
			d.load(process(b, office, d.request(line)).Bytes)
			next++
		}
	})
}

// BenchmarkProcessAgain answers a request that was answered before.
func BenchmarkProcessAgain(b *testing.B) {
	onDisk(b, func(b *testing.B, office *backoffice.Office) {
		d := newDevice(b, "pump-1")
		enroll(b, office, d)
		request := d.request(all()...)
		for b.Loop() {
			process(b, office, request)
		}
	})
}

// onDisk runs a benchmark on each kind of database.
func onDisk(b *testing.B, measure func(*testing.B, *backoffice.Office)) {
	b.Helper()
	b.Run("SQLite", func(b *testing.B) {
		measure(b, openWith(b, filepath.Join(b.TempDir(), "books.db"), backoffice.Options{Now: noon}))
	})
	b.Run("PostgreSQL", func(b *testing.B) {
		durable := postgrestest.Server{Durable: true}
		b.Cleanup(func() {
			if err := durable.Stop(); err != nil {
				b.Error(err)
			}
		})
		measure(b, openWith(b, durable.Address(b), backoffice.Options{Now: noon}))
	})
}

// BenchmarkDecide is the rule alone.
func BenchmarkDecide(b *testing.B) {
	known := books()
	request := message.Request{Last: mark(3), Lines: lines("A", 0)}
	for b.Loop() {
		known.Decide(request, backoffice.Terms{Now: noon()})
	}
}
