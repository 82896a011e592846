package backoffice_test

import (
	"crypto/ed25519"
	"errors"
	"testing"

	"handback/capability/backoffice"
	"handback/capability/message/seal"
)

func TestEnrollingAgain(t *testing.T) {
	t.Parallel()
	office, d := newOffice(t), newDevice(t, "pump-1")
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
