package smp

import (
	"fmt"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability"
	"handback/device/sim/simtest"
)

// newStation is a device in memory whose requests all differ.
func newStation(licenses int) *simtest.Device {
	s := simtest.New()
	s.Request = func(n int) []byte { return fmt.Appendf(nil, "request %d", n) }
	for i := range licenses {
		s.Held = append(s.Held, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-%04d", i)), Feature: fmt.Sprintf("feature %d", i),
			Version: "1.0", Count: i + 1, Expires: time.Date(2027, 1, 1+i, 0, 0, 0, 0, time.UTC),
		})
	}
	return s
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
	station  *simtest.Device
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
