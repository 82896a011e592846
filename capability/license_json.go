package capability

import (
	"encoding/json"
	"time"
)

// Permanent stands in JSON and on screens for a license that never expires.
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
