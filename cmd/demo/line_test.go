package main

import (
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"handback/device"
	"handback/device/sim"
)

// TestPipeStandsInForASerialLine: where a system has no pseudo terminals the
// same device is reached over a pipe, again and again.
func TestPipeStandsInForASerialLine(t *testing.T) {
	d, err := sim.Open(filepath.Join(t.TempDir(), "device"), sim.Options{Now: time.Now, Random: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	p := &pipe{device: d}
	for range 2 {
		dev, err := p.connect(t.Context(), device.Options{})
		if err != nil {
			t.Fatal(err)
		}
		licenses, err := dev.Licenses(t.Context(), nil)
		if err != nil || len(licenses) != 2 {
			t.Errorf("%d licenses, %v", len(licenses), err)
		}
		if err := dev.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := p.pull(); err != nil {
		t.Error(err)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
}
