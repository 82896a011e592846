package sim_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"handback/capability"
	"handback/capability/message"
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
