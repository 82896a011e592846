package sim_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device/sim"
	"handback/device/station"
)

func TestParseFaults(t *testing.T) {
	got, err := sim.ParseFaults([]string{"silent", "late=20ms", "chatter", "drop=3", "lose=9", "busy=2", "ugly", "new-password", "counting-prompt", "osc-prompt", "boot-noise"})
	want := sim.Faults{
		Silent: true, Late: 20 * time.Millisecond, Chatter: true, Drop: 3, Lose: 9, Busy: 2, Ugly: true,
		NewPassword: true, CountingPrompt: true, OSCPrompt: true, BootNoise: true,
	}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, name := range strings.Split(strings.Replace(sim.FaultNames, "; at the console ", ", ", 1), ", ") {
		text := strings.NewReplacer("[=DURATION]", "", "=N", "=3").Replace(name)
		if got, err := sim.ParseFaults([]string{text}); err != nil || got == (sim.Faults{}) {
			t.Errorf("%s: got %+v, %v", text, got, err)
		}
	}
	for _, bad := range []string{"", "loud", "silent=1", "osc-prompt=1", "late=x", "late=-1s", "drop", "drop=0", "busy=x", "busy=-1"} {
		if _, err := sim.ParseFaults([]string{bad}); !errors.Is(err, sim.ErrFault) {
			t.Errorf("%q: %v, want ErrFault", bad, err)
		}
	}
}

func TestBusyDeviceMakesTheRequestLater(t *testing.T) {
	o := options(t)
	o.Faults.Busy = 3
	d := start(t, t.TempDir(), o)
	if _, err := d.Make(t.Context(), nil); !errors.Is(err, refusal(capability.Busy)) {
		t.Fatalf("got %v, want busy", err)
	}
	if _, err := d.Make(t.Context(), nil); !errors.Is(err, refusal(capability.Busy)) {
		t.Errorf("a second one: %v, want busy", err)
	}
	if _, err := load(t, d, []byte("x")); !errors.Is(err, refusal(capability.Busy)) {
		t.Errorf("a load: %v, want busy", err)
	}
	for i := range 2 {
		status, err := d.Status(t.Context())
		if err != nil || status.State != station.StateBusy || status.Made != nil {
			t.Fatalf("status %d is %+v, %v", i, status, err)
		}
	}
	status, err := d.Status(t.Context())
	if err != nil || status.State != station.StateIdle || status.Made == nil || status.Error != 0 {
		t.Fatalf("status is %+v, %v; want a request", status, err)
	}
	if _, err := d.ReadFile(t.Context(), status.Made.Name); err != nil {
		t.Error(err)
	}
}

func TestUglyNamesAreOnlySaid(t *testing.T) {
	o := options(t)
	o.Faults.Ugly = true
	d := start(t, t.TempDir(), o)
	id, err := d.Identify(t.Context())
	if err != nil || capability.Printable(id.Model) == id.Model {
		t.Errorf("the model is %q, %v; want an ugly one", id.Model, err)
	}
	all, err := d.Licenses(t.Context())
	if err != nil || capability.CheckLicenses(all) != nil || capability.Printable(all[0].Feature) == all[0].Feature {
		t.Errorf("the licenses are %+v, %v; want ugly ones within the limits", all, err)
	}
	if held := d.Vault().Licenses; held[0].Feature != sim.DefaultLicenses()[0].Feature {
		t.Errorf("it holds %+v", held)
	}
}
