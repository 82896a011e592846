package smp

import (
	"context"
	"fmt"
	"io/fs"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
)

// fakeStation is a device in memory.
type fakeStation struct {
	mu       sync.Mutex
	identity capability.Identity
	licenses []capability.License
	files    map[string][]byte
	status   Status
	lines    []capability.Line // of the request made last
	makes    int
	loads    int
	refuse   *capability.Refusal // answer to make and load, once
	polls    int                 // how many more times the status says busy
}

func newFakeStation(licenses int) *fakeStation {
	s := &fakeStation{
		files: make(map[string][]byte),
		identity: capability.Identity{
			Vendor: "Example", Model: "X200", Serial: "SN0042", Firmware: "1.4.2",
			Host:  capability.HostID{Type: "STRING", Value: "X200-SN0042"},
			Clock: time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC),
		},
		status: Status{State: StateIdle},
	}
	for i := range licenses {
		s.licenses = append(s.licenses, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%04d", i)), Feature: fmt.Sprintf("feature %d", i),
			Version: "1.0", Count: i + 1, Expires: time.Date(2027, 1, 1+i, 0, 0, 0, 0, time.UTC),
		})
	}
	return s
}

func (s *fakeStation) Identify(context.Context) (capability.Identity, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.identity, nil
}

func (s *fakeStation) Licenses(context.Context) ([]capability.License, error) {
	return s.licenses, nil
}

func (s *fakeStation) Make(_ context.Context, lines []capability.Line) (capability.Made, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.makes++
	s.lines = lines
	data := fmt.Appendf(nil, "request %d for %d lines", s.makes, len(lines))
	s.files[RequestFile] = data
	made := capability.Made{Name: RequestFile, Size: int64(len(data)), SHA256: capability.DigestOf(data)}
	refuse := s.refuse
	s.refuse = nil
	if refuse == nil || refuse.Code == capability.Busy {
		s.status.Made = &made
	}
	if refuse != nil {
		return capability.Made{}, refuse
	}
	return made, nil
}

func (s *fakeStation) Load(_ context.Context, name string, size int64, sha capability.Digest) (capability.Mark, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, found := s.files[name]
	last := s.identity.Last
	switch {
	case !found || int64(len(data)) != size || capability.DigestOf(data) != sha:
		return capability.Mark{}, &capability.Refusal{Code: capability.FileDamaged}
	case last != nil && last.SHA256 == sha:
		return capability.Mark{}, &capability.Refusal{Code: capability.AlreadyLoaded}
	case s.refuse != nil && s.refuse.Code != capability.Busy:
		return capability.Mark{}, s.refuse
	}
	s.loads++
	s.identity.Last = &capability.Mark{Seq: uint64(s.loads), SHA256: sha}
	if s.refuse != nil {
		return capability.Mark{}, s.refuse
	}
	return *s.identity.Last, nil
}

func (s *fakeStation) Status(context.Context) (Status, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.polls > 0 {
		s.polls--
		return Status{State: StateBusy, Progress: 50, Made: s.status.Made}, nil
	}
	return s.status, nil
}

func (s *fakeStation) ReadFile(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, found := s.files[name]
	if !found {
		return nil, fs.ErrNotExist
	}
	return data, nil
}

func (s *fakeStation) WriteFile(_ context.Context, name string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = append([]byte(nil), data...)
	return nil
}

// faultyConn changes what is written to it: a fault gets the number of each
// write, from 1, and gives what goes on the line instead.
type faultyConn struct {
	net.Conn
	fault func(n int, frame []byte) [][]byte
	n     int
}

func (c *faultyConn) Write(p []byte) (int, error) {
	c.n++
	for _, piece := range c.fault(c.n, p) {
		if _, err := c.Conn.Write(piece); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func faultless(_ int, frame []byte) [][]byte { return [][]byte{frame} }

// simulatedLine is a client and a server on the two ends of a line.
type simulatedLine struct {
	station  *fakeStation
	server   ServerOptions
	client   Options
	toDevice func(n int, frame []byte) [][]byte
	toClient func(n int, frame []byte) [][]byte
}

// run serves the station, connects to it and lets test work, in a bubble
// whose clock only moves when everybody waits.
func (r simulatedLine) run(t *testing.T, test func(t *testing.T, c *Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		toDevice, toClient := r.toDevice, r.toClient
		if toDevice == nil {
			toDevice = faultless
		}
		if toClient == nil {
			toClient = faultless
		}
		near, far := net.Pipe()
		served := make(chan error, 1)
		go func() {
			served <- Serve(t.Context(), &faultyConn{Conn: far, fault: toClient}, r.station, r.server)
			far.Close()
		}()
		c, err := Connect(t.Context(), &faultyConn{Conn: near, fault: toDevice}, r.client)
		if err == nil {
			test(t, c)
			err = c.Close()
		}
		if err != nil {
			t.Errorf("client: %v", err)
		}
		if err := <-served; err != nil {
			t.Errorf("server: %v", err)
		}
	})
}
