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
