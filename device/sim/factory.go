package sim

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

// What a device is called when nobody says otherwise.
const (
	DefaultSerial = "SN0042"
	DefaultModel  = "X200"
)

// hostType is FlexNet's word for host IDs that a maker gives out.
const hostType = "PUBLISHER_DEFINED"

// Factory says what goes into a new device.
type Factory struct {
	Serial   string               // empty: DefaultSerial
	Model    string               // empty: DefaultModel
	Licenses []capability.License // nil: DefaultLicenses
}

// DefaultLicenses are those of an ultrasound scanner with two options.
func DefaultLicenses() []capability.License {
	return []capability.License{
		{ActivationID: "ACT-DOPPLER-7Q4M", Feature: "Color Doppler", Version: "2.0", Count: 1},
		{ActivationID: "ACT-EXPORT-2K9T", Feature: "Image Export", Version: "4.1", Count: 5},
	}
}

// Build makes a device: a key and a host ID of its own, both from a source of
// randomness, and its licenses.
func (f Factory) Build(random io.Reader) (Vault, error) {
	if f.Serial == "" {
		f.Serial = DefaultSerial
	}
	if f.Model == "" {
		f.Model = DefaultModel
	}
	if f.Licenses == nil {
		f.Licenses = DefaultLicenses()
	}
	key, err := seal.NewKey(random)
	if err != nil {
		return Vault{}, err
	}
	var unique [6]byte
	if _, err := io.ReadFull(random, unique[:]); err != nil {
		return Vault{}, fmt.Errorf("no randomness for a host ID: %w", err)
	}
	v := Vault{
		Device: capability.Identity{
			Vendor: "Handback", Model: f.Model, Serial: f.Serial, Firmware: "1.0.0",
			Host: capability.HostID{Type: hostType, Value: strings.ToUpper(hex.EncodeToString(unique[:]))},
		},
		Key: key, Licenses: held(f.Licenses),
	}
	enrollment, err := v.Enrollment()
	if err != nil {
		return Vault{}, err
	}
	return v, enrollment.Check()
}

// Enrollment is what the back office must know of the device.
func (v Vault) Enrollment() (message.Enrollment, error) {
	pub, err := seal.Public(v.Key)
	if err != nil {
		return message.Enrollment{}, err
	}
	return message.Enrollment{Device: v.Device, PublicKey: pub, Licenses: v.Licenses}, nil
}
