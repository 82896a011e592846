package line_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"handback/capability"
	"handback/device/sim/line"
	"handback/device/sim/simtest"
	"handback/device/smp"
	"handback/device/station"
)

// setup says how a device at the end of a line is served, and its client told.
type setup struct {
	params  line.Params
	client  smp.Options
	server  smp.ServerOptions
	station *simtest.Device

	// device and laptop wrap an end for its user; nil: neither is wrapped.
	device func(*line.End) io.ReadWriter
	laptop func(*line.End) smp.Conn
}

// connection is a client and a device at work on a line.
type connection struct {
	setup  setup
	line   *line.Line
	client *smp.Client
	end    *line.End // the device's
	stop   context.CancelFunc
	served chan error
}

// connect serves the station and connects to it.
func (r setup) connect(ctx context.Context) (*connection, error) {
	c := &connection{setup: r, line: line.New(r.params)}
	c.start(ctx)
	r.client.Baud = r.params.Baud
	client, err := smp.Connect(ctx, c.conn(), r.client)
	if err != nil {
		return nil, errors.Join(err, c.halt())
	}
	c.client = client
	return c, nil
}

// start switches the device on.
func (c *connection) start(ctx context.Context) {
	ctx, c.stop = context.WithCancel(ctx)
	c.end, c.served = c.line.B(), make(chan error, 1)
	go func() {
		var rw io.ReadWriter = c.end
		if c.setup.device != nil {
			rw = c.setup.device(c.end)
		}
		c.served <- smp.Serve(ctx, rw, c.setup.station, c.setup.server)
	}()
}

// halt switches the device off.
func (c *connection) halt() error {
	c.stop()
	return errors.Join(<-c.served, c.end.Close())
}

// close ends the client and the device, and waits for both.
func (c *connection) close() error { return errors.Join(c.client.Close(), c.halt()) }

// conn opens the laptop's end.
func (c *connection) conn() smp.Conn {
	end := c.line.A()
	if c.setup.laptop == nil {
		return end
	}
	return c.setup.laptop(end)
}

// way is the direction of a transfer.
type way string

const (
	up   way = "up"   // to the device
	down way = "down" // from it
)

// fileSize is that of the files that are measured.
const fileSize = 64 << 10

// transfer moves fileSize bytes and returns the share of the line's speed that
// was reached, from the first byte to the last answer.
func (r setup) transfer(ctx context.Context, w way) (share float64, err error) {
	r.station = newDevice(2, fileSize)
	c, err := r.connect(ctx)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	err = c.transfer(ctx, w)
	took := time.Since(start)
	return fileSize / took.Seconds() / r.params.BytesPerSecond(), errors.Join(err, c.close())
}

// transfer moves fileSize bytes, which the client checks.
func (c *connection) transfer(ctx context.Context, w way) (err error) {
	if w == up {
		_, err = c.client.LoadResponse(ctx, random(fileSize), nil)
	} else {
		_, err = c.client.Fetch(ctx, made(c.setup.station), nil)
	}
	return err
}

// newDevice is a device with licenses and a request of some bytes to be fetched.
func newDevice(licenses, request int) *simtest.Device {
	s := simtest.New()
	s.Request = func(int) []byte { return random(request) }
	s.Files[station.RequestFile] = random(request)
	for i := range licenses {
		s.Held = append(s.Held, capability.License{
			ActivationID: capability.ActivationID(fmt.Sprintf("ACT-2210-%04d-7F3K", i)),
			Feature:      fmt.Sprintf("imaging option %d", i), Version: "2026.1", Count: i%9 + 1,
			Expires: time.Date(2027, 1, 1+i, 0, 0, 0, 0, time.UTC),
		})
	}
	return s
}

// made is the request as the device would announce it.
func made(s *simtest.Device) capability.Made {
	data := s.Files[station.RequestFile]
	return capability.Made{Name: station.RequestFile, Size: int64(len(data)), SHA256: capability.DigestOf(data)}
}
