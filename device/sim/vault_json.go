package sim

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"handback/capability"
)

// storedVault is the form on disk: the state, and an HMAC-SHA256 (RFC 2104)
// over exactly its bytes under a key that is derived from the device's key.
type storedVault struct {
	State json.RawMessage `json:"state"`
	MAC   []byte          `json:"hmac_sha256"`
}

type vaultState struct {
	Device   capability.Identity  `json:"device"`
	Licenses []capability.License `json:"licenses"`
	Last     *capability.Mark     `json:"last,omitempty"`
	Issued   time.Time            `json:"issued,omitzero"`
	Request  []byte               `json:"request,omitempty"`
}

func encodeVault(v Vault) ([]byte, error) {
	state, err := json.Marshal(vaultState{
		Device: v.Device, Licenses: v.Licenses, Last: v.Last, Issued: v.Issued, Request: v.Request,
	})
	if err != nil {
		return nil, err
	}
	mac, err := vaultMAC(v.Key, state)
	if err != nil {
		return nil, err
	}
	return json.Marshal(storedVault{State: state, MAC: mac})
}

// decodeVault refuses what encodeVault did not write with this key, as
// ErrTampered. The portal's key is not part of it: it comes with the firmware.
func decodeVault(data []byte, key ed25519.PrivateKey) (Vault, error) {
	var stored storedVault
	if err := json.Unmarshal(data, &stored); err != nil {
		return Vault{}, fmt.Errorf("%w: %w", ErrTampered, err)
	}
	mac, err := vaultMAC(key, stored.State)
	if err != nil {
		return Vault{}, err
	}
	if !hmac.Equal(mac, stored.MAC) {
		return Vault{}, fmt.Errorf("%w: its authentication code is wrong", ErrTampered)
	}
	var state vaultState
	if err := json.Unmarshal(stored.State, &state); err != nil {
		return Vault{}, fmt.Errorf("%w: %w", ErrTampered, err)
	}
	return Vault{
		Device: state.Device, Key: key, Licenses: state.Licenses,
		Last: state.Last, Issued: state.Issued, Request: state.Request,
	}, nil
}

func vaultMAC(key ed25519.PrivateKey, state []byte) ([]byte, error) {
	derived, err := hkdf.Key(sha256.New, key.Seed(), nil, "handback trusted storage", sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("deriving the storage key: %w", err)
	}
	mac := hmac.New(sha256.New, derived)
	mac.Write(state)
	return mac.Sum(nil), nil
}
