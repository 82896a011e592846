package sim_test

import (
	"bytes"
	"errors"
	"reflect"
	"testing"
	"time"

	"github.com/veraison/go-cose"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/device/sim"
)

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
