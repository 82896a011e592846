package endpoint_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice/endpoint"
)

func TestParseFault(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]endpoint.Fault{
		"cut": {Kind: endpoint.Cut}, "cut:2": {Kind: endpoint.Cut, Times: 2}, "401": {Kind: endpoint.Unauthorized},
		"slow=2s": {Kind: endpoint.Slow, Delay: 2 * time.Second}, "slow=10ms:1": {Kind: endpoint.Slow, Delay: 10 * time.Millisecond, Times: 1},
	} {
		if got, err := endpoint.ParseFault(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "fire", "slow", "slow=x", "slow=-1s", "cut=1s", "cut:0", "cut:x"} {
		if f, err := endpoint.ParseFault(text); !errors.Is(err, endpoint.ErrFault) {
			t.Errorf("%q: %+v, %v", text, f, err)
		}
	}
}

func TestFaultsAreDescribed(t *testing.T) {
	t.Parallel()
	for _, h := range endpoint.FaultKinds() {
		if h.Text == "" {
			t.Errorf("%s has no words", h.Kind)
		}
	}
}

// What a program sees on each bad day, at both endpoints.
func TestFaultsThatAreAnswers(t *testing.T) {
	t.Parallel()
	for fault, c := range map[string]struct {
		device, service         int
		deviceText, serviceText string
	}{
		"401":            {401, 401, "", ""},
		"html":           {200, 200, "<!DOCTYPE html>", "<!DOCTYPE html>"},
		"fault":          {500, 500, "faultstring", "faultstring"},
		"unknown-device": {422, 200, "20022:", "20022:"},
		"slow=1ms":       {200, 200, "", "SUCCESS"},
	} {
		b := newBench(t, fault)
		b.send(b.device(b.request())).want(t, c.device, c.deviceText)
		b.send(b.generate(b.request())).want(t, c.service, c.serviceText)
	}
}

// A cut answer leaves the portal with what was asked; the next try finds it.
func TestCut(t *testing.T) {
	t.Parallel()
	b := newBench(t, "cut:2")
	request := b.request(capability.Line{ActivationID: "ACT-A"})
	for _, r := range []*http.Request{b.device(request), b.generate(request)} {
		if a, err := b.try(r); !errors.Is(err, io.ErrUnexpectedEOF) || a.status != http.StatusOK && a.status != 0 {
			t.Errorf("%+v, %v", a, err)
		}
	}
	if r, err := b.office.Record(t.Context(), b.host); err != nil || r.Books.Waiting("ACT-A") != 5 {
		t.Errorf("%+v, %v", r.Books, err)
	}
	b.load([]byte(b.send(b.device(request)).body))
}

func TestDuplicateAndNoData(t *testing.T) {
	t.Parallel()
	b := newBench(t, "duplicate", "no-data:2")
	request := b.request()
	if a := b.send(b.device(request)); a.status != http.StatusOK || a.body != "" {
		t.Errorf("%+v", a)
	}
	b.send(b.device(request)).want(t, http.StatusUnprocessableEntity, "processed before")
	a := b.send(b.generate(b.request()))
	if a.want(t, http.StatusOK, "SUCCESS"); strings.Contains(a.body, "responseData") {
		t.Errorf("%s", a.body)
	}
	b.send(b.generate(b.request())).license(t)
}

func TestStale(t *testing.T) {
	t.Parallel()
	b := newBench(t, "stale")
	first := b.send(b.device(b.request()))
	if second := b.send(b.device(b.request(capability.Line{ActivationID: "ACT-A"}))); second.body != first.body {
		t.Error("not the response before")
	}
}

func TestPartial(t *testing.T) {
	t.Parallel()
	b := newBench(t, "partial:3")
	b.send(b.generate(b.request())).want(t, http.StatusOK, "PARTIAL_FAILURE", "<addonLicense>")
	b.send(b.generate(b.request(), b.request())).want(t, http.StatusOK, "PARTIAL_FAILURE", "left out")
	both := list(item("<activationId>ACT-A</activationId>") + item("<activationId>ACT-B</activationId>"))
	b.send(b.soap(third, "deleteAddonLineItems", both)).want(t, http.StatusOK, "PARTIAL_FAILURE", "<failAddon>")
	if r, err := b.office.Record(t.Context(), b.host); err != nil || r.Books.Licenses[0].Count != 0 || r.Books.Licenses[1].Count != 1 {
		t.Errorf("%+v, %v", r.Books.Licenses, err)
	}
}

// A user has one request at a time; who comes second is told to come again.
func TestOneInFlight(t *testing.T) {
	t.Parallel()
	begun, release := make(chan struct{}), make(chan struct{})
	var hold atomic.Bool
	b := newBenchAt(t, func() time.Time {
		if hold.Swap(false) {
			close(begun)
			<-release
		}
		return time.Now()
	})
	first, second := b.generate(b.request()), b.generate(b.request())
	hold.Store(true)
	answers := make(chan answer)
	go func() {
		a, err := b.try(first)
		if err != nil {
			t.Error(err)
		}
		answers <- a
	}()
	<-begun
	a := b.send(second)
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" {
		t.Errorf("%+v", a)
	}
	close(release)
	a = <-answers
	a.want(t, http.StatusOK, "SUCCESS")
	b.send(b.generate(b.request())).want(t, http.StatusOK, "SUCCESS")
}
