package backoffice_test

import (
	"crypto/ed25519"
	"errors"
	"reflect"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message/seal"
)

func TestEnroll(t *testing.T) {
	t.Parallel()
	holds := []capability.License{
		{ActivationID: "A", Count: 9}, // known: the books decide
		{ActivationID: "C", Count: 3}, // out of what is available
		{ActivationID: "D", Count: 2}, // a new entitlement
		{ActivationID: "E"},
	}
	b, changes := books().Enroll(holds)
	for id, want := range map[capability.ActivationID][2]int{"A": {7, 2}, "C": {4, 1}, "D": {2, 0}, "E": {0, 0}} {
		if e := b.Entitlements[id]; e.Total != want[0] || e.Available != want[1] {
			t.Errorf("%s: total %d, available %d, want %v", id, e.Total, e.Available, want)
		}
	}
	if len(changes) != 5 { // two entitlements made, three licenses
		t.Errorf("changes %v", changes)
	}
	raised, _ := books().Enroll([]capability.License{{ActivationID: "C", Count: 6}})
	if e := raised.Entitlements["C"]; e.Total != 6 || e.Available != 0 {
		t.Errorf("C: total %d, available %d, want 6 and 0", e.Total, e.Available)
	}
	if again, changes := b.Enroll(holds); len(changes) != 0 || !reflect.DeepEqual(again, b) {
		t.Errorf("enrolling again changed %v", changes)
	}
}

func TestEnrollingAgain(t *testing.T) { onBoth(t, enrollingAgain) }

func enrollingAgain(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	again := d.enrollment()
	d.load(process(t, office, d.request(all()...)).Bytes)
	process(t, office, d.request())
	before := snapshot(t, office)
	changes, err := office.Enroll(t.Context(), again)
	if err != nil || len(changes) != 0 {
		t.Errorf("changes %v, %v", changes, err)
	}
	if after := snapshot(t, office); after.Entitlements[0] != before.Entitlements[0] {
		t.Error("an old enrollment file gave returned licenses back to the device")
	}
	other, err := seal.Public(ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize)))
	if err != nil {
		t.Fatal(err)
	}
	again.PublicKey = other
	if _, err := office.Enroll(t.Context(), again); !errors.Is(err, backoffice.ErrOtherKey) {
		t.Errorf("another key: %v, want ErrOtherKey", err)
	}
	audit(t, office)
}
