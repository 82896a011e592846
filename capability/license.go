package capability

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ActivationID names one line of an entitlement in the portal.
type ActivationID string

// Limits of what a device may report. More is refused, never cut silently.
const (
	MaxLicenses     = 1000      // licenses in one reading, lines in one message
	MaxActivationID = 128       // bytes
	MaxText         = 512       // bytes of a feature name, version, vendor, ...
	MaxCount        = 1<<31 - 1 // units; an int of 32 bits holds it
)

// Errors of licenses and their parts.
var (
	ErrActivationID = errors.New("not an activation ID")
	ErrLicense      = errors.New("not a license")
)

// Check reports whether the ID is there, bounded and printable ASCII, so that
// it can be typed, shown and carried in any message.
func (a ActivationID) Check() error {
	if a == "" || len(a) > MaxActivationID {
		return fmt.Errorf("%w: it has %d bytes, 1 to %d are possible", ErrActivationID, len(a), MaxActivationID)
	}
	for _, r := range string(a) {
		if r < 0x21 || r > 0x7e || r == '=' {
			return fmt.Errorf("%w: it holds a character that is not printable ASCII, or an equals sign", ErrActivationID)
		}
	}
	return nil
}

// License is one right that a device holds.
type License struct {
	ActivationID ActivationID
	Feature      string    // as the device names it: untrusted text
	Version      string    // the feature's version
	Count        int       // units that this device may use
	Expires      time.Time // zero: never
}

// Check reports whether the license is within the limits.
func (l License) Check() error {
	if err := l.ActivationID.Check(); err != nil {
		return err
	}
	switch {
	case l.Count < 0 || l.Count > MaxCount:
		return fmt.Errorf("%w: %s has count %d", ErrLicense, l.ActivationID, l.Count)
	case len(l.Feature) > MaxText || len(l.Version) > MaxText:
		return fmt.Errorf("%w: %s has a name of more than %d bytes", ErrLicense, l.ActivationID, MaxText)
	}
	return nil
}

// CheckLicenses checks each license and that no activation ID comes twice.
func CheckLicenses(all []License) error {
	if len(all) > MaxLicenses {
		return fmt.Errorf("%w: %d licenses, more than %d", ErrLicense, len(all), MaxLicenses)
	}
	seen := make(map[ActivationID]bool, len(all))
	for _, l := range all {
		if err := l.Check(); err != nil {
			return err
		}
		if seen[l.ActivationID] {
			return fmt.Errorf("%w: %s comes twice", ErrLicense, l.ActivationID)
		}
		seen[l.ActivationID] = true
	}
	return nil
}

// CountOf is the number of units held under id; 0 when it is not there.
func CountOf(all []License, id ActivationID) int {
	for _, l := range all {
		if l.ActivationID == id {
			return l.Count
		}
	}
	return 0
}

// Permanent is the expiry, in JSON and on screens, of a license that never expires.
const Permanent = "permanent"

type licenseJSON struct {
	ActivationID ActivationID `json:"activation_id"`
	Feature      string       `json:"feature"`
	Version      string       `json:"version"`
	Count        int          `json:"count"`
	Expires      string       `json:"expires"`
}

// ExpiresText is RFC 3339 in UTC, or [Permanent].
func (l License) ExpiresText() string {
	if l.Expires.IsZero() {
		return Permanent
	}
	return l.Expires.UTC().Format(time.RFC3339)
}

// MarshalJSON writes the documented form: activation_id, feature, version,
// count, expires.
func (l License) MarshalJSON() ([]byte, error) {
	return json.Marshal(licenseJSON{l.ActivationID, l.Feature, l.Version, l.Count, l.ExpiresText()})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (l *License) UnmarshalJSON(data []byte) error {
	var j licenseJSON
	if err := json.Unmarshal(data, &j); err != nil {
		return err
	}
	*l = License{ActivationID: j.ActivationID, Feature: j.Feature, Version: j.Version, Count: j.Count}
	if j.Expires == "" || j.Expires == Permanent {
		return nil
	}
	t, err := time.Parse(time.RFC3339, j.Expires)
	l.Expires = t.UTC()
	return err
}
