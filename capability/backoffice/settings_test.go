package backoffice_test

import (
	"errors"
	"testing"
	"time"

	"handback/capability/backoffice"
)

func TestSettings(t *testing.T) {
	t.Parallel()
	office, d := newOffice(t), newDevice(t, "pump-1")
	enroll(t, office, d)
	for _, bad := range []time.Duration{-time.Second, time.Millisecond, 2 * backoffice.MaxResponseLifetime} {
		if err := office.SetResponseLifetime(t.Context(), bad); !errors.Is(err, backoffice.ErrSetting) {
			t.Errorf("lifetime %s: %v", bad, err)
		}
	}
	if err := office.SetResponseLifetime(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if err := office.SetSkipConfirmation(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	want := backoffice.Settings{SkipConfirmation: true, ResponseLifetime: time.Hour}
	if got, err := office.Settings(t.Context()); err != nil || got != want {
		t.Errorf("settings %+v, %v", got, err)
	}
	reply := process(t, office, d.request(all()...))
	if reply.Response.Confirm || !reply.Response.Expires.Equal(noon().Add(time.Hour)) {
		t.Errorf("response %+v", reply.Response)
	}
	if s := snapshot(t, office); credited(s) != 6 || kinds(s, "setting-changed") != 2 {
		t.Errorf("%d units credited on trust, want 6", credited(s))
	}
	audit(t, office)
}
