package sim_test

import (
	"bytes"
	"crypto/ed25519"
	"math/rand/v2"
	"testing"
	"time"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
	"handback/device/sim"
	"handback/device/station"
)

func portalKey() ed25519.PrivateKey { return seedKey(2) }

func seedKey(fill byte) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{fill}, ed25519.SeedSize))
}

func public(t testing.TB, key ed25519.PrivateKey) ed25519.PublicKey {
	t.Helper()
	pub, err := seal.Public(key)
	if err != nil {
		t.Fatal(err)
	}
	return pub
}

func noon() time.Time { return time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC) }

func randomness() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{7}) }

// newVault is a device from the factory that trusts the portal.
func newVault(t testing.TB) sim.Vault {
	t.Helper()
	v, err := sim.Factory{}.Build(randomness())
	if err != nil {
		t.Fatal(err)
	}
	v.Portal = public(t, portalKey())
	return v
}

func options(t testing.TB) sim.Options {
	t.Helper()
	return sim.Options{Portal: public(t, portalKey()), Now: noon, Random: randomness()}
}

// start opens the device of a directory until the test ends.
func start(t testing.TB, dir string, o sim.Options) *sim.Device {
	t.Helper()
	d, err := sim.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// once opens and closes the device, and gives what it held.
func once(t testing.TB, dir string, o sim.Options) sim.Vault {
	t.Helper()
	d, err := sim.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return d.Vault()
}

func load(t testing.TB, d *sim.Device, data []byte) (capability.Mark, error) {
	t.Helper()
	if err := d.WriteFile(t.Context(), station.ResponseFile, data); err != nil {
		t.Fatal(err)
	}
	return d.Load(t.Context(), station.ResponseFile, int64(len(data)), capability.DigestOf(data))
}

// response leaves one license of the two that a new device holds.
func response(host capability.HostID, seq uint64) message.Response {
	return message.Response{
		ID: message.ID{byte(seq)}, Host: host, Issued: noon().Add(-time.Hour), Seq: seq,
		Rights: sim.DefaultLicenses()[1:],
	}
}

func sealed(t testing.TB, r message.Response, key ed25519.PrivateKey) []byte {
	t.Helper()
	data, err := seal.Response(r, key)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decode(t testing.TB, data []byte) *message.Message {
	t.Helper()
	m, err := message.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func refusal(code capability.RefusalCode) error { return &capability.Refusal{Code: code} }
