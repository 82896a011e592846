package backoffice_test

import (
	"errors"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/backoffice"
)

func TestSettings(t *testing.T) { onBoth(t, settings) }

func settings(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
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

// skipCase is a way of switching confirmation off and on around removals. The
// steps are "on" and "off", "remove" (2 units in the portal) and "return" (1
// unit by the device).
type skipCase struct {
	steps    []string
	waiting  int // units, before the device proves anything
	credited int // units, likewise
	confirm  bool
}

func skipCases() map[string]skipCase {
	return map[string]skipCase{
		"never":                           {[]string{"remove", "return"}, 3, 0, true},
		"always":                          {[]string{"on", "remove", "return"}, 0, 3, false},
		"on after a removal":              {[]string{"remove", "on"}, 2, 0, true},
		"on after a return":               {[]string{"return", "on"}, 1, 0, true},
		"off after a removal":             {[]string{"on", "remove", "off"}, 0, 2, false},
		"off after a return":              {[]string{"on", "return", "off"}, 0, 1, false},
		"on between":                      {[]string{"remove", "on", "return"}, 2, 1, true},
		"on between, the other way round": {[]string{"return", "on", "remove"}, 1, 2, true},
		"off between":                     {[]string{"on", "remove", "off", "return"}, 1, 2, true},
		"on and off before":               {[]string{"on", "off", "remove"}, 2, 0, true},
		"on and off after":                {[]string{"remove", "on", "off"}, 2, 0, true},
		"on for the middle one":           {[]string{"remove", "on", "return", "off", "return"}, 3, 1, true},
	}
}

// What waits goes on waiting when confirmation is skipped from now on, and what
// was trusted stays credited when it is wanted again. In the end the device's
// proof credits the rest, and nothing twice.
func TestSkipConfirmationAtAnyTime(t *testing.T) {
	onBoth(t, func(t *testing.T, at place) {
		for name, c := range skipCases() {
			t.Run(name, func(t *testing.T) { c.check(t, at) })
		}
	})
}

func (c skipCase) check(t *testing.T, at place) {
	t.Parallel()
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	remaining, units := 5, 0
	var newest []byte
	for _, step := range c.steps {
		switch step {
		case "on", "off":
			if err := office.SetSkipConfirmation(t.Context(), step == "on"); err != nil {
				t.Fatal(err)
			}
		case "remove":
			remaining, units = remaining-2, units+2
			newest = remove(t, office, d, 2).Bytes
		case "return":
			remaining, units = remaining-1, units+1
			newest = process(t, office, d.request(capability.Line{ActivationID: "ACT-A", Count: remaining})).Bytes
		}
	}
	s := snapshot(t, office)
	if got := s.Entitlements[0]; got.Waiting != c.waiting || credited(s) != c.credited || got.Available != c.credited || got.Held != remaining {
		t.Errorf("%+v, %d credited", got, credited(s))
	}
	sync := process(t, office, d.request())
	if sync.Response.Confirm != c.confirm {
		t.Errorf("the portal waits for a confirmation: %t", sync.Response.Confirm)
	}

	d.load(newest)
	if d.rights[0].Count != remaining {
		t.Errorf("the device may use %+v", d.rights)
	}
	process(t, office, d.request())
	s = snapshot(t, office)
	if credited(s) != units || len(s.Waiting) != 0 || s.Devices[0].Rollbacks != 0 {
		t.Errorf("after the proof: %d credited of %d, %+v", credited(s), units, s)
	}
	proved := 0
	for _, credit := range s.Credits {
		if credit.Basis == backoffice.OnProof {
			proved += credit.Count
		}
	}
	if proved != c.waiting {
		t.Errorf("%d credited on proof, want %d", proved, c.waiting)
	}
	audit(t, office)
}
