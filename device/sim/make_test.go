package sim_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"handback/capability"
	"handback/device/sim"
	"handback/device/smp"
)

const (
	doppler capability.ActivationID = "ACT-DOPPLER-7Q4M" // 1 held
	export  capability.ActivationID = "ACT-EXPORT-2K9T"  // 5 held
)

func TestMadeRequestSaysAndProvesIt(t *testing.T) {
	v := newVault(t)
	loaded, mark, err := v.Load(noon(), sealed(t, response(v.Device.Host, 3), portalKey()))
	if err != nil {
		t.Fatal(err)
	}
	lines := []capability.Line{{ActivationID: export, Count: 2}}
	after, made, err := loaded.Make(noon(), randomness(), lines)
	if err != nil {
		t.Fatal(err)
	}
	want := capability.Made{
		Name: smp.RequestFile, Size: int64(len(after.Request)), SHA256: capability.DigestOf(after.Request),
	}
	if made != want || *after.Made() != want {
		t.Errorf("made %v, then %v, want %v", made, after.Made(), want)
	}
	m := decode(t, after.Request)
	if err := m.Verify(public(t, v.Key)); err != nil {
		t.Error(err)
	}
	r := m.Request
	if r.Host != v.Device.Host || !r.Clock.Equal(noon()) || *r.Last != mark || !reflect.DeepEqual(r.Lines, lines) {
		t.Errorf("the request says %+v", r)
	}
}

func TestConfirmationRequestHasNoLines(t *testing.T) {
	v, _, err := newVault(t).Make(noon(), randomness(), nil)
	if err != nil || !decode(t, v.Request).Request.IsConfirmation() {
		t.Errorf("not a confirmation request, %v", err)
	}
}

func TestEachRequestHasAnIDOfItsOwn(t *testing.T) {
	random := randomness()
	first, _, err := newVault(t).Make(noon(), random, nil)
	if err != nil {
		t.Fatal(err)
	}
	second, _, err := first.Make(noon(), random, nil)
	if err != nil {
		t.Fatal(err)
	}
	if decode(t, first.Request).Request.ID == decode(t, second.Request).Request.ID {
		t.Error("two requests have one ID")
	}
}

func TestMakeChecksTheLines(t *testing.T) {
	line := func(id capability.ActivationID, count int) capability.Line {
		return capability.Line{ActivationID: id, Count: count}
	}
	var long, many []capability.Line
	for i := range capability.MaxLicenses {
		long = append(long, line(capability.ActivationID(fmt.Sprintf("%0128d", i)), 1))
	}
	many = append(long[:len(long):len(long)], line("one-more", 1))

	beyond := capability.MaxCount
	beyond++ // where an int has 32 bits, the least there is
	const possible = capability.RefusalCode(0)
	for name, c := range map[string]struct {
		lines []capability.Line
		want  capability.RefusalCode
	}{
		"all of one":          {[]capability.Line{line(doppler, 0)}, possible},
		"some of the other":   {[]capability.Line{line(export, 4)}, possible},
		"all of both":         {[]capability.Line{line(doppler, 0), line(export, 0)}, possible},
		"an activation":       {[]capability.Line{line("ACT-NEW", 3)}, possible},
		"all of what it has":  {[]capability.Line{line(export, 5)}, capability.CountNotPossible},
		"more than it has":    {[]capability.Line{line(export, 6)}, possible},
		"below nothing":       {[]capability.Line{line(export, -1)}, capability.CountNotPossible},
		"beyond the limit":    {[]capability.Line{line("ACT-NEW", beyond)}, capability.CountNotPossible},
		"the same twice":      {[]capability.Line{line(export, 0), line(export, 1)}, capability.CountNotPossible},
		"what it has not":     {[]capability.Line{line("ACT-OTHER", 0)}, capability.UnknownActivationID},
		"no activation ID":    {[]capability.Line{line("\x1b[2J", 1)}, capability.UnknownActivationID},
		"1001 lines":          {many, capability.StorageFull},
		"more than 64 KiB":    {long, capability.StorageFull},
		"good and then wrong": {[]capability.Line{line(doppler, 0), line("ACT-OTHER", 0)}, capability.UnknownActivationID},
	} {
		t.Run(name, func(t *testing.T) {
			v := newVault(t)
			after, _, err := v.Make(noon(), randomness(), c.lines)
			if c.want == possible {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.Is(err, refusal(c.want)) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if !reflect.DeepEqual(after, v) {
				t.Error("a refused order changed the vault")
			}
		})
	}
}

func TestMakeNeedsRandomness(t *testing.T) {
	v := newVault(t)
	after, _, err := v.Make(noon(), strings.NewReader("short"), nil)
	if err == nil || !reflect.DeepEqual(after, v) {
		t.Errorf("made a request of 5 random bytes: %v", err)
	}
	if _, err := (sim.Factory{}).Build(strings.NewReader("short")); err == nil {
		t.Error("built a device of 5 random bytes")
	}
}
