package sim

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"handback/capability"
)

func anyVault(t testing.TB) Vault {
	t.Helper()
	v, err := Factory{}.Build(rand.NewChaCha8([32]byte{1}))
	if err != nil {
		t.Fatal(err)
	}
	v.Last, v.Issued = &capability.Mark{Seq: 3}, time.Unix(1_700_000_000, 0).UTC()
	v.Device.Model = "X200 <&> \u2028"
	v.Request = []byte("a request")
	return v
}

func TestVaultIsReadAsWritten(t *testing.T) {
	want := anyVault(t)
	data, err := encodeVault(want)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decodeVault(data, want.Key); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, %v; want %+v", got, err, want)
	}
}

// Without the key nobody writes a vault: what decodes is what was encoded.
func FuzzDecodeVault(f *testing.F) {
	want := anyVault(f)
	data, err := encodeVault(want)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("{}"))
	f.Add([]byte(`{"state":null,"hmac_sha256":""}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := decodeVault(data, want.Key)
		if err == nil && !reflect.DeepEqual(got, want) {
			t.Errorf("%q was read as %+v", data, got)
		}
	})
}
