package device

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"handback/capability"
	"handback/device/smp"
)

// DefaultBaud is the rate of a port unless another is asked for, in bits a
// second.
const DefaultBaud = 115200

// Options say how to reach a device. The zero value suits most.
type Options struct {
	Baud  int           // bits a second; 0: DefaultBaud
	Boot  time.Duration // wait after opening, for boards that start anew then
	Group uint16        // number of the licensing group; 0: smp.DefaultGroup

	// Log takes what the device prints between its answers: untrusted text,
	// at most 512 bytes at once, from another goroutine; nil: none.
	Log func(line string)
}

// Open opens the port at path and connects to the device on it. Besides the
// errors of a port it fails with a *SilentError, [smp.ErrNoLicensing], or
// ctx.Err() when ctx ends first.
func Open(ctx context.Context, path string, o Options) (capability.Device, error) {
	if o.Baud <= 0 {
		o.Baud = DefaultBaud
	}
	port, err := OpenPort(path, o.Baud)
	if err != nil {
		return nil, err
	}
	select {
	case <-time.After(o.Boot):
	case <-ctx.Done():
		return nil, errors.Join(ctx.Err(), port.Close())
	}
	return Connect(ctx, port, path, o)
}

// Connect connects to the device on a line that is open already. Name is what
// errors call the line. It takes the line over, and closes it if it fails.
func Connect(ctx context.Context, line smp.Conn, name string, o Options) (capability.Device, error) {
	counted := &countedConn{Conn: line}
	client, err := smp.Connect(ctx, counted, smp.Options{Baud: o.Baud, Group: o.Group, Log: o.Log})
	switch {
	case errors.Is(err, smp.ErrNotSMP):
		return nil, &SilentError{Path: name, Received: counted.received.Load(), Printable: counted.printable.Load()}
	case err != nil:
		return nil, err
	}
	return client, nil
}

// countedConn counts what is received, which tells why a device is silent.
type countedConn struct {
	smp.Conn
	received, printable atomic.Int64
}

func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	text := int64(0)
	for _, b := range p[:n] {
		if b >= ' ' && b <= '~' || b == '\n' || b == '\r' || b == '\t' {
			text++
		}
	}
	c.received.Add(int64(n))
	c.printable.Add(text)
	return n, err
}
