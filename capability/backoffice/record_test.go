package backoffice_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
)

func TestFind(t *testing.T) { onBoth(t, find) }

func find(t *testing.T, at place) {
	office := newOffice(t, at)
	for _, name := range []string{"pump-1", "PUMP_2", "valve%3"} {
		enroll(t, office, newDevice(t, name))
	}
	remove(t, office, newDevice(t, "PUMP_2"), 2)
	for text, want := range map[string]string{
		"": "pump-1 PUMP_2 valve%3", "pump": "pump-1 PUMP_2", "STRING/P": "pump-1 PUMP_2", "_": "PUMP_2", "%": "valve%3", `\`: "", "x200": "pump-1 PUMP_2 valve%3",
	} {
		found, more, err := office.Find(t.Context(), backoffice.Query{Text: text}, 3)
		if got := serials(found); err != nil || got != want || more {
			t.Errorf("%q: %q, %t, %v; want %q", text, got, more, err, want)
		}
	}
	found, more, err := office.Find(t.Context(), backoffice.Query{}, 2)
	if err != nil || len(found) != 2 || !more {
		t.Errorf("two of three: %q, %t, %v", serials(found), more, err)
	}
	found, _, err = office.Find(t.Context(), backoffice.Query{Waiting: true}, 9)
	if err != nil || serials(found) != "PUMP_2" || found[0].Waiting != 2 || found[0].Held != 4 || found[0].Since.IsZero() {
		t.Errorf("waiting: %+v, %v", found, err)
	}
}

func serials(found []backoffice.Summary) string {
	var all []string
	for _, s := range found {
		all = append(all, s.Device.Serial)
	}
	return strings.Join(all, " ")
}

func record(t *testing.T, office *backoffice.Office, d *device) backoffice.Record {
	t.Helper()
	r, err := office.Record(t.Context(), d.host)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRecordFollowsAReturn(t *testing.T) { onBoth(t, recordFollowsAReturn) }

func recordFollowsAReturn(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	r := record(t, office, d)
	if !r.LastRequest.IsZero() || !r.LastSync.IsZero() || len(r.Issued) != 0 || r.Device.Model != "X200" {
		t.Errorf("enrolled: %+v", r)
	}
	want := capability.PortalLicense{ActivationID: "ACT-A", Entitlement: "ACT-A", Requested: 5, Consumed: 5, Generated: 5, State: capability.LicenseGenerated}
	if got := r.Licenses()[0]; got != want {
		t.Errorf("%+v, want %+v", got, want)
	}

	reply := process(t, office, d.request(capability.Line{ActivationID: "ACT-A", Count: 2}))
	r = record(t, office, d)
	want = capability.PortalLicense{ActivationID: "ACT-A", Entitlement: "ACT-A", Requested: 2, Consumed: 5, Generated: 2, State: capability.CopiesDecreasing}
	if got := r.Licenses()[0]; got != want || r.LastRequest.IsZero() || !r.LastSync.IsZero() {
		t.Errorf("%+v, want %+v", got, want)
	}
	if len(r.Issued) != 1 || !r.Issued[0].Asked || r.Since(1) != r.Issued[0].At || !r.Since(2).IsZero() {
		t.Errorf("issued %+v", r.Issued)
	}

	d.load(reply.Bytes)
	process(t, office, d.request())
	if r = record(t, office, d); r.LastSync.IsZero() || len(r.Books.Removals) != 0 {
		t.Errorf("proved: %+v", r)
	}
	if _, err := office.Record(t.Context(), newDevice(t, "pump-9").host); !errors.Is(err, backoffice.ErrUnknownDevice) {
		t.Errorf("a stranger: %v", err)
	}
}

func TestEventsTellByWhom(t *testing.T) { onBoth(t, eventsTellByWhom) }

func eventsTellByWhom(t *testing.T, at place) {
	office, d, other := newOffice(t, at), newDevice(t, "pump-1"), newDevice(t, "pump-2")
	enroll(t, office, d)
	enroll(t, office, other)
	if _, err := office.Remove(backoffice.By(t.Context(), "anna"), d.host, "ACT-A", 2); err != nil {
		t.Fatal(err)
	}
	events, err := office.Events(t.Context(), d.host, 0, 2)
	if err != nil || len(events) != 2 || events[0].ID < events[1].ID {
		t.Fatalf("%+v, %v", events, err)
	}
	if issued, removed := events[0].Text, events[1].Text; !strings.HasPrefix(issued, "by anna: SHA-256 ") || removed != "by anna" {
		t.Errorf("%q, %q", issued, removed)
	}
	older, err := office.Events(t.Context(), d.host, events[1].ID, 99)
	if err != nil || len(older) != 5 || strings.Contains(older[0].Text, "by") {
		t.Errorf("%+v, %v", older, err)
	}
	all, err := office.Events(t.Context(), capability.HostID{}, 0, 99)
	if err != nil || len(all) <= len(older)+2 {
		t.Errorf("%d events in all, %v", len(all), err)
	}
}

func TestRemoveSeenRemovesOnce(t *testing.T) { onBoth(t, removeSeenRemovesOnce) }

func removeSeenRemovesOnce(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	for i, want := range []error{nil, backoffice.ErrChanged} {
		if _, err := office.RemoveSeen(t.Context(), d.host, "ACT-A", 2, 0); !errors.Is(err, want) {
			t.Errorf("time %d: %v, want %v", i+1, err, want)
		}
	}
	if r := record(t, office, d); r.Books.Waiting("ACT-A") != 2 {
		t.Errorf("%d units wait, want 2", r.Books.Waiting("ACT-A"))
	}
}

func TestObsoleteOnWord(t *testing.T) { onBoth(t, obsoleteOnWord) }

func obsoleteOnWord(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	for i, want := range []int{3, 0} {
		if changes, err := office.ObsoleteOnWord(t.Context(), d.host, "anna"); err != nil || len(changes) != want {
			t.Errorf("time %d: %+v, %v", i+1, changes, err)
		}
	}
	audit(t, office)
	events, err := office.Events(t.Context(), d.host, 0, 3)
	if err != nil || !strings.Contains(events[2].Text, "on the word of anna") {
		t.Errorf("%+v, %v", events, err)
	}
}

func TestProcessFile(t *testing.T) { onBoth(t, processFile) }

func processFile(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	for _, c := range []struct {
		path     string
		data     []byte
		outcome  backoffice.Outcome
		response string
	}{
		{"a/1-return-request.bin", d.request(all()...), backoffice.Answered, "a/2-response.bin"},
		{"3-confirmation-request.bin", d.request(), backoffice.Answered, "4-confirmation-response.bin"},
		{"request.bin", []byte("x"), backoffice.Damaged, ""},
		{"notes.txt", []byte("x"), backoffice.Ignored, ""},
		{"1-return-request.bin", newDevice(t, "pump-9").request(), backoffice.Refused, ""},
	} {
		a := office.ProcessFile(t.Context(), c.path, c.data)
		if a.Path != c.path || a.Outcome != c.outcome || a.Response != c.response || (a.Err == nil) != (c.outcome == backoffice.Answered) {
			t.Errorf("%s: %+v", c.path, a)
		}
		if c.outcome == backoffice.Answered && bytes.Equal(a.Reply.Bytes, nil) {
			t.Errorf("%s: no response", c.path)
		}
	}
}
