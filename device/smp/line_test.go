package smp

import (
	"net"
	"testing"
	"testing/synctest"
)

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

// rig is a client and a server on the two ends of a line.
type rig struct {
	station  *fakeStation
	server   ServerOptions
	client   Options
	toDevice func(n int, frame []byte) [][]byte
	toClient func(n int, frame []byte) [][]byte
}

// run serves the station, connects to it and lets test work, in a bubble
// whose clock only moves when everybody waits.
func (r rig) run(t *testing.T, test func(t *testing.T, c *Client)) {
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
