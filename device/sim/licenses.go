package sim

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pelletier/go-toml/v2"

	"handback/capability"
)

// MaxLicenseFile is the size of a license file, in bytes, that is read.
const MaxLicenseFile = 4 << 20

// ErrLicenseFile says that a file doesn't list licenses.
var ErrLicenseFile = errors.New("not a license file")

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
		license := capability.License{
			ActivationID: l.ActivationID, Feature: l.Feature, Version: l.Version, Count: l.Count,
		}
		if !l.Expires.IsZero() {
			license.Expires = l.Expires.UTC()
		}
		licenses = append(licenses, license)
	}
	if err := capability.CheckLicenses(licenses); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLicenseFile, err)
	}
	return licenses, nil
}
