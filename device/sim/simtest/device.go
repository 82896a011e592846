// Package simtest is a device in memory, for tests of code that reaches one. It
// takes any response and counts what is done to it. No program is built with
// it.
package simtest

import (
	"bytes"
	"context"
	"io/fs"
	"sync"
	"time"

	"handback/capability"
	"handback/device/station"
)

// Device implements [station.Station]. Its fields may be read and set while nobody
// uses it.
type Device struct {
	Identity capability.Identity // its Last is the response loaded last
	Held     []capability.License
	Request  func(n int) []byte  // what the n-th request holds
	Busy     int                 // so many times Status says that what was begun is not ready
	Refusal  *capability.Refusal // of each Make and Load; nil: none

	Files        map[string][]byte
	Made         *capability.Made  // the request made last
	Lines        []capability.Line // of that request
	Asked        int               // how often Identify was called
	Makes, Loads int

	mu sync.Mutex // one method at a time
}

// New is a device without licenses, whose requests are of one line.
func New() *Device {
	return &Device{
		Identity: capability.Identity{
			Vendor: "Example", Model: "X200", Serial: "SN0042", Firmware: "1.4.2",
			Host:  capability.HostID{Type: "STRING", Value: "X200-SN0042"},
			Clock: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC),
		},
		Request: func(int) []byte { return []byte("request") },
		Files:   make(map[string][]byte),
	}
}

// Identify implements [station.Station].
func (d *Device) Identify(context.Context) (capability.Identity, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Asked++
	return d.Identity, nil
}

// Licenses implements [station.Station].
func (d *Device) Licenses(context.Context) ([]capability.License, error) { return d.Held, nil }

// Make implements [station.Station].
func (d *Device) Make(_ context.Context, lines []capability.Line) (capability.Made, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Refusal != nil {
		return capability.Made{}, d.Refusal
	}
	d.Makes++
	data := d.Request(d.Makes)
	d.Files[station.RequestFile], d.Lines = data, lines
	d.Made = &capability.Made{Name: station.RequestFile, Size: int64(len(data)), SHA256: capability.DigestOf(data)}
	if d.Busy > 0 {
		return capability.Made{}, &capability.Refusal{Code: capability.Busy}
	}
	return *d.Made, nil
}

// Load implements [station.Station].
func (d *Device) Load(_ context.Context, name string, size int64, sha capability.Digest) (capability.Mark, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	data, last := d.Files[name], d.Identity.Last
	switch {
	case int64(len(data)) != size || capability.DigestOf(data) != sha:
		return capability.Mark{}, &capability.Refusal{Code: capability.FileDamaged}
	case d.Refusal != nil:
		return capability.Mark{}, d.Refusal
	case last != nil && last.SHA256 == sha:
		return capability.Mark{}, &capability.Refusal{Code: capability.AlreadyLoaded}
	}
	d.Loads++
	d.Identity.Last = &capability.Mark{Seq: uint64(d.Loads), SHA256: sha}
	if d.Busy > 0 {
		return capability.Mark{}, &capability.Refusal{Code: capability.Busy}
	}
	return *d.Identity.Last, nil
}

// Status implements [station.Station].
func (d *Device) Status(context.Context) (station.Status, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.Busy > 0 {
		d.Busy--
		return station.Status{State: station.StateBusy, Progress: 50}, nil
	}
	return station.Status{State: station.StateIdle, Made: d.Made}, nil
}

// ReadFile implements [station.Station].
func (d *Device) ReadFile(_ context.Context, name string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	data, found := d.Files[name]
	if !found {
		return nil, fs.ErrNotExist
	}
	return data, nil
}

// WriteFile implements [station.Station]. Only a response can be written.
func (d *Device) WriteFile(_ context.Context, name string, data []byte) error {
	if name != station.ResponseFile {
		return fs.ErrPermission
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Files[name] = bytes.Clone(data)
	return nil
}
