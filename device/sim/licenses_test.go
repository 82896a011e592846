package sim_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"handback/capability"
	"handback/device/sim"
)

func TestReadLicenses(t *testing.T) {
	text := `
[[license]]
activation_id = "A-1"
feature = "Wärme"
version = "1.0"
count = 2
expires = 2027-03-01T12:00:00+01:00

[[license]]
activation_id = "A-2"
count = 1
`
	want := []capability.License{
		{ActivationID: "A-1", Feature: "Wärme", Version: "1.0", Count: 2, Expires: time.Date(2027, 3, 1, 11, 0, 0, 0, time.UTC)},
		{ActivationID: "A-2", Count: 1},
	}
	if got, err := sim.ReadLicenses(strings.NewReader(text)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if got, err := sim.ReadLicenses(strings.NewReader("")); err != nil || got == nil || len(got) != 0 {
		t.Errorf("an empty file: %v, %v; want no licenses", got, err)
	}
}

func TestLicenseFilesThatAreRefused(t *testing.T) {
	one := "[[license]]\nactivation_id = \"A-1\"\ncount = 1\n"
	for name, text := range map[string]string{
		"not TOML":    "<xml/>",
		"no ID":       "[[license]]\ncount = 1\n",
		"no count":    "[[license]]\nactivation_id = \"A-1\"\n",
		"below 0":     strings.Replace(one, "= 1\n", "= -1\n", 1),
		"twice":       one + one,
		"a long name": one + "feature = \"" + strings.Repeat("x", capability.MaxText+1) + "\"\n",
		"endless":     one + "#" + strings.Repeat("x", sim.MaxLicenseFile),
		"misspelled":  one + "expire = 2027-03-01T12:00:00Z\n",
	} {
		if _, err := sim.ReadLicenses(strings.NewReader(text)); !errors.Is(err, sim.ErrLicenseFile) {
			t.Errorf("%s: %v, want ErrLicenseFile", name, err)
		}
	}
}

func TestParseFaults(t *testing.T) {
	got, err := sim.ParseFaults([]string{"silent", "late=20ms", "chatter", "drop=3", "lose=9", "busy=2", "ugly", "new-password", "counting-prompt", "osc-prompt", "boot-noise"})
	want := sim.Faults{
		Silent: true, Late: 20 * time.Millisecond, Chatter: true, Drop: 3, Lose: 9, Busy: 2, Ugly: true,
		NewPassword: true, CountingPrompt: true, OSCPrompt: true, BootNoise: true,
	}
	if err != nil || got != want {
		t.Errorf("got %+v, %v", got, err)
	}
	for _, bad := range []string{"", "loud", "silent=1", "osc-prompt=1", "late=x", "late=-1s", "drop", "drop=0", "busy=x", "busy=-1"} {
		if _, err := sim.ParseFaults([]string{bad}); !errors.Is(err, sim.ErrFault) {
			t.Errorf("%q: %v, want ErrFault", bad, err)
		}
	}
}

func FuzzReadLicenses(f *testing.F) {
	f.Add("[[license]]\nactivation_id = \"A-1\"\nfeature = \"x\"\ncount = 1\nexpires = 2027-03-01T12:00:00Z\n")
	f.Add("license = []")
	f.Fuzz(func(t *testing.T, text string) {
		licenses, err := sim.ReadLicenses(strings.NewReader(text))
		if err != nil {
			return
		}
		if err := capability.CheckLicenses(licenses); err != nil {
			t.Errorf("%q was read: %v", text, err)
		}
	})
}
