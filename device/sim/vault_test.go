package sim_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/veraison/go-cose"
	"pgregory.net/rapid"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/device/sim"
	"handback/device/station"
)

// Whatever a device is given, in whatever order: the number of the last
// response only goes up, a refusal changes nothing, and what it holds is
// exactly what the last loaded response says.
func TestVaultUnderAnyResponses(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		v := newVault(t)
		var rights []capability.License
		for range rapid.IntRange(1, 12).Draw(r, "responses") {
			next := drawResponse(r, v.Device.Host)
			data := sealed(t, next, seedKey(rapid.SampledFrom([]byte{2, 2, 2, 3}).Draw(r, "key")))
			now := noon().Add(time.Duration(rapid.IntRange(-5, 5).Draw(r, "hours")) * time.Hour)
			after, mark, err := v.Load(now, data)
			if err != nil {
				if refused := new(capability.Refusal); !errors.As(err, &refused) {
					r.Fatalf("%v is not a refusal", err)
				}
				if !reflect.DeepEqual(after, v) {
					r.Fatal("a refusal changed the vault")
				}
				continue
			}
			if v.Last != nil && mark.Seq <= v.Last.Seq {
				r.Fatalf("response %d was loaded after %d", mark.Seq, v.Last.Seq)
			}
			rights, v = next.Rights, after
			if len(rights) != len(v.Licenses) || len(rights) > 0 && !reflect.DeepEqual(rights, v.Licenses) {
				r.Fatalf("holds %v, was given %v", v.Licenses, rights)
			}
		}
	})
}

func drawResponse(r *rapid.T, host capability.HostID) message.Response {
	next := message.Response{
		Host: host, Seq: rapid.Uint64Range(1, 6).Draw(r, "seq"),
		Issued: noon().Add(time.Duration(rapid.IntRange(-3, 3).Draw(r, "issued")) * time.Hour),
	}
	if rapid.Bool().Draw(r, "expires") {
		next.Expires = next.Issued.Add(time.Hour)
	}
	if rapid.IntRange(0, 9).Draw(r, "foreign") == 0 {
		next.Host.Value += "X"
	}
	for _, id := range []capability.ActivationID{doppler, export} {
		if count := rapid.IntRange(0, 3).Draw(r, "count"); count > 0 {
			next.Rights = append(next.Rights, capability.License{ActivationID: id, Count: count})
		}
	}
	return next
}

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
		Name: station.RequestFile, Size: int64(len(after.Request)), SHA256: capability.DigestOf(after.Request),
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

func TestLoadReplacesAllLicenses(t *testing.T) {
	v := newVault(t)
	data := sealed(t, response(v.Device.Host, 5), portalKey())
	after, mark, err := v.Load(noon(), data)
	if err != nil {
		t.Fatal(err)
	}
	want := capability.Mark{Seq: 5, SHA256: capability.DigestOf(data)}
	if mark != want || *after.Last != want {
		t.Errorf("mark %v, last %v, want %v", mark, after.Last, want)
	}
	if !reflect.DeepEqual(after.Licenses, sim.DefaultLicenses()[1:]) {
		t.Errorf("holds %v", after.Licenses)
	}
	if v.Last != nil || len(v.Licenses) != 2 {
		t.Error("the vault before was changed")
	}
}

func TestLoadKeepsNoRightToNothing(t *testing.T) {
	v := newVault(t)
	r := response(v.Device.Host, 1)
	r.Rights[0].Count = 0
	after, _, err := v.Load(noon(), sealed(t, r, portalKey()))
	if err != nil || len(after.Licenses) != 0 {
		t.Errorf("holds %v, %v", after.Licenses, err)
	}
}

type loadCase struct {
	vault sim.Vault
	now   time.Time
	data  []byte
	want  capability.RefusalCode
}

func TestLoadRefusesWhatIsNotThePortals(t *testing.T) {
	fresh := newVault(t)
	r := response(fresh.Device.Host, 5)
	good := sealed(t, r, portalKey())
	forged := bytes.Clone(good)
	forged[len(forged)-1] ^= 1
	ownRequest, err := seal.Request(message.Request{Host: r.Host}, fresh.Key)
	if err != nil {
		t.Fatal(err)
	}
	trustsNobody, foreign := fresh, r
	trustsNobody.Portal = nil
	foreign.Host.Value = "X"

	refuses(t, map[string]loadCase{
		"no message":        {fresh, noon(), []byte("hello"), capability.BadSignature},
		"half a message":    {fresh, noon(), good[:100], capability.BadSignature},
		"nothing":           {fresh, noon(), nil, capability.BadSignature},
		"a request":         {fresh, noon(), ownRequest, capability.BadSignature},
		"another portal":    {fresh, noon(), sealed(t, r, seedKey(9)), capability.BadSignature},
		"its own signature": {fresh, noon(), sealed(t, r, fresh.Key), capability.BadSignature},
		"a changed bit":     {fresh, noon(), forged, capability.BadSignature},
		"a newer version":   {fresh, noon(), newer(t), capability.RefusedByPolicy},
		"no portal trusted": {trustsNobody, noon(), good, capability.RefusedByPolicy},
		"another device":    {fresh, noon(), sealed(t, foreign, portalKey()), capability.WrongHost},
	})
}

func TestLoadRefusesWhatIsNotTimely(t *testing.T) {
	fresh := newVault(t)
	change := func(seq uint64, f func(r *message.Response)) []byte {
		r := response(fresh.Device.Host, seq)
		f(&r)
		return sealed(t, r, portalKey())
	}
	plain := func(*message.Response) {}
	confirm := func(r *message.Response) { r.Confirm = true }
	expired := func(r *message.Response) { r.Expires = noon().Add(-time.Second) }
	longExpired := func(r *message.Response) { r.Expires = noon().Add(-3 * time.Hour) }
	good, behind := change(5, plain), noon().Add(-2*time.Hour)
	loaded, _, err := fresh.Load(noon(), good)
	if err != nil {
		t.Fatal(err)
	}

	refuses(t, map[string]loadCase{
		"the same again":              {loaded, noon(), good, capability.AlreadyLoaded},
		"the same again, clock back":  {loaded, time.Unix(1, 0), good, capability.AlreadyLoaded},
		"same number, other contents": {loaded, noon(), change(5, confirm), capability.Stale},
		"an older one":                {loaded, noon(), change(4, plain), capability.Stale},
		"an older one, expired":       {loaded, noon(), change(4, expired), capability.Stale},
		"expired":                     {fresh, noon(), change(5, expired), capability.ResponseExpired},
		"clock behind the last":       {loaded, behind, change(6, plain), capability.ClockBehind},
		"clock behind, expired":       {loaded, behind, change(6, longExpired), capability.ClockBehind},
	})
}

func refuses(t *testing.T, cases map[string]loadCase) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			after, _, err := c.vault.Load(c.now, c.data)
			if !errors.Is(err, refusal(c.want)) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if !reflect.DeepEqual(after, c.vault) {
				t.Error("a refused response changed the vault")
			}
		})
	}
}

func TestLoadAtTheLastMoment(t *testing.T) {
	v := newVault(t)
	r := response(v.Device.Host, 1)
	r.Expires = noon()
	data := sealed(t, r, portalKey())
	if _, _, err := v.Load(noon(), data); err != nil {
		t.Errorf("at the moment it expires: %v", err)
	}
	if _, _, err := v.Load(noon().Add(time.Second), data); !errors.Is(err, refusal(capability.ResponseExpired)) {
		t.Errorf("a second later: %v, want expired", err)
	}
}

// newer is a message of a version to come, rightly signed.
func newer(t *testing.T) []byte {
	t.Helper()
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, portalKey())
	if err != nil {
		t.Fatal(err)
	}
	headers := message.Headers(message.KeyIDOf(public(t, portalKey())))
	payload := []byte("\xa2\x01\x02\x02\x68response") // {1: 2, 2: "response"}
	data, err := cose.Sign1(nil, signer, headers, payload, nil)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
