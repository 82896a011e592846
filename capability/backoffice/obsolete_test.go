package backoffice_test

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/capability/message"
)

func TestObsoleteReleasesEverything(t *testing.T) {
	t.Parallel()
	for name, b := range map[string]backoffice.Books{"held": books(), "waiting": waiting(), "both": partly(2), "on trust": trusted()} {
		after, changes := b.Obsolete("who says so")
		if got, want := countsOf(after, "A"), (counts{7, 0, 0, capability.LicenseObsolete}); got != want {
			t.Errorf("%s: A %+v, want %+v", name, got, want)
		}
		if got, want := countsOf(after, "B"), (counts{1, 0, 0, capability.LicenseObsolete}); got != want {
			t.Errorf("%s: B %+v, want %+v", name, got, want)
		}
		if len(after.Rights()) != 0 || after.Status != backoffice.DeviceObsolete || !errors.Is(after.Admit(), backoffice.ErrObsolete) {
			t.Errorf("%s: %+v", name, after)
		}
		if changes[0].Kind != backoffice.WrittenOff || changes[0].Text != "who says so" {
			t.Errorf("%s: changes %+v", name, changes)
		}
		for _, c := range changes[1:] {
			if c.Basis != backoffice.OnDecision || c.Count < 1 {
				t.Errorf("%s: %+v rests on no decision", name, c)
			}
		}
	}
}

func TestObsoleteTwice(t *testing.T) {
	t.Parallel()
	once, _ := partly(2).Obsolete("")
	twice, changes := once.Obsolete("")
	if len(changes) != 0 || !reflect.DeepEqual(once, twice) {
		t.Errorf("the second time changed %+v", changes)
	}
}

func TestObsoleteLeavesTheBooks(t *testing.T) {
	t.Parallel()
	b := partly(2)
	if b.Obsolete(""); !reflect.DeepEqual(b, partly(2)) {
		t.Errorf("the books that were looked at changed: %+v", b)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	b := books()
	if flags := b.Flags(); flags == nil || len(flags) != 0 {
		t.Errorf("flags of a good device: %#v", flags)
	}
	for _, why := range []error{
		fmt.Errorf("%w: %w", backoffice.ErrClone, message.ErrSignature), message.ErrSignature, backoffice.ErrReused, b.Admit(),
	} {
		b, _ = b.Refuse(why)
	}
	b, _ = b.Obsolete("")
	b, changes := b.Refuse(b.Admit())
	if len(changes) != 1 || changes[0].Kind != backoffice.AliveAfterObsolete {
		t.Errorf("changes %+v", changes)
	}
	b.Rollbacks = 3
	var got []string
	for _, f := range b.Flags() {
		got = append(got, fmt.Sprint(f.Flag, f.Count))
		if f.Text == "" {
			t.Errorf("%s has no words", f.Flag)
		}
	}
	want := []string{
		string(capability.FlagRollback) + "3", string(capability.FlagClone) + "1", string(capability.FlagAlive) + "1",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("flags %v, want %v", got, want)
	}
}

func declaration(t testing.TB, d *device) []byte {
	t.Helper()
	var file bytes.Buffer
	err := message.Declaration{
		Return: "R-7F3K2", Device: capability.Identity{Model: "X200", Host: d.host},
		Evidence: capability.Evidence{Cause: capability.Stolen, Serial: d.host.Value, Host: d.host, Source: "record", Who: "the owner"},
		Declared: noon(), Stage: capability.StageAtPortal,
	}.Write(&file)
	if err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func writeOff(t testing.TB, office *backoffice.Office, d *device) []backoffice.Change {
	t.Helper()
	changes, err := office.Obsolete(t.Context(), d.host, declaration(t, d))
	if err != nil {
		t.Fatal(err)
	}
	return changes
}

func TestObsoleteDevice(t *testing.T) { onBoth(t, obsoleteDevice) }

func obsoleteDevice(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	old := d.request(capability.Line{ActivationID: "ACT-A", Count: 2})
	process(t, office, old)
	if changes := writeOff(t, office, d); len(changes) != 4 { // itself, 3 waiting, 2 and 1 held
		t.Errorf("changes %+v", changes)
	}
	if changes := writeOff(t, office, d); len(changes) != 0 {
		t.Errorf("the second time: %+v", changes)
	}
	audit(t, office)
	s := snapshot(t, office)
	if s.Entitlements[0].Available != 5 || s.Entitlements[1].Available != 1 || len(s.Waiting) != 0 ||
		s.Devices[0].Status != backoffice.DeviceObsolete || s.Credits[0].Basis != backoffice.OnDecision {
		t.Errorf("after it was written off: %+v", s)
	}
	digest := capability.DigestOf(declaration(t, d)).String()
	for _, e := range s.Events {
		if e.Kind == backoffice.WrittenOff && !(strings.Contains(e.Text, digest) && strings.Contains(e.Text, "stolen") && strings.Contains(e.Text, "the owner")) {
			t.Errorf("the event says %q", e.Text)
		}
	}
	if kinds(s, backoffice.WrittenOff) != 1 || kinds(s, backoffice.Released) != 2 {
		t.Error("the events don't tell of it once")
	}
}

// Nothing brings an obsolete device back, and what shows that it lives is
// flagged: a new request, each once, but not an old one that is found.
func TestObsoleteDeviceLives(t *testing.T) { onBoth(t, obsoleteDeviceLives) }

func obsoleteDeviceLives(t *testing.T, at place) {
	office, d := newOffice(t, at), newDevice(t, "pump-1")
	enroll(t, office, d)
	old := d.request(all()...)
	process(t, office, old)
	writeOff(t, office, d)
	fresh := d.request()
	for _, c := range []struct {
		data  []byte
		flags int
	}{{old, 0}, {fresh, 1}, {fresh, 1}, {d.request(all()...), 2}} {
		_, err := office.Process(t.Context(), c.data)
		if refused := new(backoffice.RefusedError); !errors.As(err, &refused) || !errors.Is(err, backoffice.ErrObsolete) {
			t.Fatalf("%v, want a refusal: ErrObsolete", err)
		}
		if got := flagged(t, office, capability.FlagAlive); got != c.flags {
			t.Errorf("flagged for %d requests, want %d", got, c.flags)
		}
	}
	if _, err := office.Remove(t.Context(), d.host, "ACT-A", 0); !errors.Is(err, backoffice.ErrObsolete) {
		t.Errorf("removing: %v", err)
	}
	if _, err := office.Response(t.Context(), d.host, 0); !errors.Is(err, backoffice.ErrObsolete) {
		t.Errorf("fetching again: %v", err)
	}
	if _, err := office.Enroll(t.Context(), d.enrollment()); !errors.Is(err, backoffice.ErrObsolete) {
		t.Errorf("enrolling: %v", err)
	}
	if s := snapshot(t, office); kinds(s, backoffice.AliveAfterObsolete) != 2 || s.Devices[0].Issued != 1 {
		t.Errorf("%+v", s)
	}
	audit(t, office)
}

func TestDeclarationsThatAreNotTaken(t *testing.T) { onBoth(t, declarationsThatAreNotTaken) }

func declarationsThatAreNotTaken(t *testing.T, at place) {
	office, d, stranger := newOffice(t, at), newDevice(t, "pump-1"), newDevice(t, "pump-9")
	enroll(t, office, d)
	for name, c := range map[string]struct {
		host capability.HostID
		data []byte
		want error
	}{
		"of another device":   {d.host, declaration(t, stranger), message.ErrHost},
		"of an unknown one":   {stranger.host, declaration(t, stranger), backoffice.ErrUnknownDevice},
		"that is none":        {d.host, []byte("{}"), message.ErrDeclaration},
		"that is too long":    {d.host, make([]byte, message.MaxDeclaration+1), message.ErrDeclaration},
		"without a signatory": {d.host, bytes.ReplaceAll(declaration(t, d), []byte("the owner"), nil), capability.ErrEvidence},
	} {
		if _, err := office.Obsolete(t.Context(), c.host, c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if s := snapshot(t, office); s.Devices[0].Status != backoffice.DeviceActive || kinds(s, backoffice.WrittenOff) != 0 {
		t.Errorf("%+v", s)
	}
}

// Two devices of one host ID: the key of the second is not the one enrolled.
func TestCloneIsFlagged(t *testing.T) { onBoth(t, cloneIsFlagged) }

func cloneIsFlagged(t *testing.T, at place) {
	office, d, clone := newOffice(t, at), newDevice(t, "pump-1"), newDevice(t, "pump-1")
	enroll(t, office, d)
	process(t, office, d.request(all()...))
	clone.key = ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	request := clone.request(all()...)
	damaged := d.request()
	damaged[len(damaged)-1] ^= 1
	for _, c := range []struct {
		data  []byte
		flags int
	}{{request, 1}, {request, 1}, {damaged, 1}, {clone.request(), 2}} {
		if _, err := office.Process(t.Context(), c.data); !errors.Is(err, message.ErrSignature) {
			t.Errorf("%v, want ErrSignature", err)
		}
		if got := flagged(t, office, capability.FlagClone); got != c.flags {
			t.Errorf("flagged for %d requests, want %d", got, c.flags)
		}
	}
	if s := snapshot(t, office); kinds(s, backoffice.CloneSuspected) != 2 || len(s.Waiting) != 2 {
		t.Errorf("%+v", s)
	}
	audit(t, office)
}

// flagged is how many requests of the first device showed something odd.
func flagged(t testing.TB, office *backoffice.Office, kind capability.FlagKind) int {
	t.Helper()
	for _, f := range snapshot(t, office).Devices[0].Flags {
		if f.Flag == kind {
			return f.Count
		}
	}
	return 0
}
