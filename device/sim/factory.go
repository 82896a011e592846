package sim

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

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

// MaxLicenseFile is the size of a license file, in bytes, that is read.
const MaxLicenseFile = 4 << 20

// ErrLicenseFile says that a file doesn't list licenses.
var ErrLicenseFile = errors.New("not a license file")

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
	f.Serial, f.Model = cmp.Or(f.Serial, DefaultSerial), cmp.Or(f.Model, DefaultModel)
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

// Enrollment is what the back office must know about the device.
func (v Vault) Enrollment() (message.Enrollment, error) {
	pub, err := seal.Public(v.Key)
	if err != nil {
		return message.Enrollment{}, err
	}
	return message.Enrollment{Device: v.Device, PublicKey: pub, Licenses: v.Licenses}, nil
}

// licenseFile is a file of licenses, in the fields of [capability.License].
type licenseFile struct {
	License []struct {
		ActivationID capability.ActivationID `toml:"activation_id"`
		Feature      string                  `toml:"feature"`
		Version      string                  `toml:"version"`
		Count        int                     `toml:"count"`
		Expires      time.Time               `toml:"expires"`
	} `toml:"license"`
}

// ReadLicenses reads a TOML file with a [[license]] table for each license:
// activation_id, feature, version, count, and optionally expires (a date-time
// with an offset; never without). An empty file lists none. The error is an
// [ErrLicenseFile] unless reading failed.
func ReadLicenses(from io.Reader) ([]capability.License, error) {
	data, err := io.ReadAll(io.LimitReader(from, MaxLicenseFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading licenses: %w", err)
	}
	if len(data) > MaxLicenseFile {
		return nil, fmt.Errorf("%w: more than %d bytes", ErrLicenseFile, MaxLicenseFile)
	}
	var file licenseFile
	if err := toml.NewDecoder(bytes.NewReader(data)).DisallowUnknownFields().Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLicenseFile, err)
	}
	licenses := make([]capability.License, 0, len(file.License))
	for _, l := range file.License {
		if l.Count < 1 {
			return nil, fmt.Errorf("%w: %s has count %d", ErrLicenseFile, l.ActivationID, l.Count)
		}
		if !l.Expires.IsZero() {
			l.Expires = l.Expires.UTC()
		}
		licenses = append(licenses, capability.License(l))
	}
	if err := capability.CheckLicenses(licenses); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLicenseFile, err)
	}
	return licenses, nil
}
