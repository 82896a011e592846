package backoffice_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"sync"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
)

// A whole fleet takes a minute on two processors: go test -devices 2000.
var devices = flag.Int("devices", 80, "how many devices return at once to many offices")

// crowd is how much comes at once.
type crowd struct{ offices, devices int }

func crowdSize() crowd {
	switch {
	case raced:
		return crowd{8, 40}
	default:
		return crowd{8, *devices}
	}
}

const (
	perEntitlement = 20 // devices share one
	repeated       = 4  // every such device sends all twice
)

// TestManyOfficesOnOneDatabase lets all devices return at once, through offices
// that have nothing but the database in common: some requests go to two of them
// at the same time, and confirmations to another one than returns. In the end
// every unit is back, once.
func TestManyOfficesOnOneDatabase(t *testing.T) {
	t.Parallel()
	size := crowdSize()
	address := server.Address(t)
	offices := make([]*backoffice.Office, size.offices)
	for i := range offices {
		offices[i] = openAt(t, address)
	}
	began := time.Now()
	errs := make([]error, size.devices)
	var wait sync.WaitGroup
	for i := range size.devices {
		d := newDevice(t, fmt.Sprintf("pump-%d", i))
		d.rights = d.rights[:1]
		d.rights[0].ActivationID += capability.ActivationID(fmt.Sprintf("-%d", i%max(1, size.devices/perEntitlement)))
		one, other := offices[i%len(offices)], offices[(i+1)%len(offices)]
		wait.Go(func() { errs[i] = returnAll(t.Context(), d, i%repeated == 0, one, other) })
	}
	wait.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d devices and %d offices: %s", size.devices, size.offices, time.Since(began).Round(time.Millisecond))
	checkAllIsBack(t, offices[0], size.devices)
}

// returnAll is the life of a device with two offices: it is enrolled, returns
// all, and confirms. Twice: each request is repeated at the same time.
func returnAll(ctx context.Context, d *device, twice bool, one, other *backoffice.Office) error {
	send := sendOnce
	if twice {
		send = sendTwice
	}
	if _, err := one.Enroll(ctx, d.enrollment()); err != nil {
		return err
	}
	lines := make([]capability.Line, len(d.rights))
	for i, l := range d.rights {
		lines[i].ActivationID = l.ActivationID
	}
	response, err := send(ctx, d.request(lines...), one, other)
	if err != nil {
		return err
	}
	d.load(response)
	_, err = send(ctx, d.request(), other, one)
	return err
}

var errTwoAnswers = errors.New("one request got two answers")

func sendOnce(ctx context.Context, request []byte, one, _ *backoffice.Office) ([]byte, error) {
	reply, err := one.Process(ctx, request)
	return reply.Bytes, err
}

func sendTwice(ctx context.Context, request []byte, one, other *backoffice.Office) ([]byte, error) {
	var wait sync.WaitGroup
	var again backoffice.Reply
	var failed error
	wait.Go(func() { again, failed = other.Process(ctx, request) })
	reply, err := one.Process(ctx, request)
	wait.Wait()
	if err := errors.Join(err, failed); err != nil {
		return nil, err
	}
	if !bytes.Equal(reply.Bytes, again.Bytes) || reply.Again == again.Again {
		return nil, fmt.Errorf("%w: %s", errTwoAnswers, reply.Request.Host)
	}
	return reply.Bytes, nil
}

func checkAllIsBack(t *testing.T, office *backoffice.Office, devices int) {
	t.Helper()
	audit(t, office)
	s := snapshot(t, office)
	total := 0
	for _, e := range s.Entitlements {
		total += e.Total
		if e.Available != e.Total || e.Held != 0 || e.Waiting != 0 {
			t.Errorf("%+v", e)
		}
	}
	// Later devices are covered by what earlier ones gave back.
	if credited(s) != 5*devices || total > 5*devices || len(s.Waiting) != 0 || len(s.Devices) != devices {
		t.Errorf("%d units credited, %d entitled, %d wait, %d devices", credited(s), total, len(s.Waiting), len(s.Devices))
	}
	for _, d := range s.Devices {
		if d.Issued != 2 || d.Proved != 1 || len(d.Flags) != 0 {
			t.Errorf("%s: %d issued, %d proved, flags %v", d.Host, d.Issued, d.Proved, d.Flags)
		}
	}
}
