package line_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"sync"
	"time"

	"handback/capability"
	"handback/device/smp"
)

// shelf is a device in memory that takes any response and counts what is done
// to it.
type shelf struct {
	identity capability.Identity
	licenses []capability.License

	mu           sync.Mutex // guards what follows
	files        map[string][]byte
	status       smp.Status
	last         *capability.Mark
	makes, loads int
}

// newShelf is a device with licenses and a request of some bytes to be fetched.
func newShelf(licenses, request int) *shelf {
	s := &shelf{
		identity: capability.Identity{
			Vendor: "Example", Model: "X200", Serial: "SN0042", Firmware: "1.4.2",
			Host:  capability.HostID{Type: "STRING", Value: "X200-SN0042"},
			Clock: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC),
		},
		files:  map[string][]byte{smp.RequestFile: random(request)},
		status: smp.Status{State: smp.StateIdle},
	}
	for i := range licenses {
		s.licenses = append(s.licenses, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-2210-%04d-7F3K", i)),
			Feature:      fmt.Sprintf("imaging option %d", i), Version: "2026.1", Count: i%9 + 1,
			Expires: time.Date(2027, 1, 1+i, 0, 0, 0, 0, time.UTC),
		})
	}
	return s
}

// made is the request as the device would announce it.
func (s *shelf) made() capability.Made {
	data := s.files[smp.RequestFile]
	return capability.Made{Name: smp.RequestFile, Size: int64(len(data)), SHA256: capability.DigestOf(data)}
}

func (s *shelf) Identify(context.Context) (capability.Identity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.identity
	id.Last = s.last
	return id, nil
}

func (s *shelf) Licenses(context.Context) ([]capability.License, error) { return s.licenses, nil }

func (s *shelf) Make(context.Context, []capability.Line) (capability.Made, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.makes++
	made := s.made()
	s.status.Made = &made
	return made, nil
}

func (s *shelf) Load(_ context.Context, name string, size int64, sha capability.Digest) (capability.Mark, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data := s.files[name]
	switch {
	case int64(len(data)) != size || capability.DigestOf(data) != sha:
		return capability.Mark{}, &capability.Refusal{Code: capability.FileDamaged}
	case s.last != nil && s.last.SHA256 == sha:
		return capability.Mark{}, &capability.Refusal{Code: capability.AlreadyLoaded}
	}
	s.loads++
	s.last = &capability.Mark{Seq: uint64(s.loads), SHA256: sha}
	return *s.last, nil
}

func (s *shelf) Status(context.Context) (smp.Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status, nil
}

func (s *shelf) ReadFile(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, found := s.files[name]
	if !found {
		return nil, fs.ErrNotExist
	}
	return data, nil
}

func (s *shelf) WriteFile(_ context.Context, name string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = bytes.Clone(data)
	return nil
}
