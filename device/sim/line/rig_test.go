package line_test

import (
	"context"
	"errors"
	"io"
	"time"

	"handback/device/sim/line"
	"handback/device/sim/simtest"
	"handback/device/smp"
)

// rig is a device at the end of a line, and what its client is told.
type rig struct {
	params  line.Params
	client  smp.Options
	server  smp.ServerOptions
	station *simtest.Device

	// device and laptop stand between an end and who uses it; nil: nothing.
	device func(*line.End) io.ReadWriter
	laptop func(*line.End) smp.Conn
}

// bench is a rig that is set up.
type bench struct {
	rig    rig
	line   *line.Line
	client *smp.Client
	end    *line.End // the device's
	stop   context.CancelFunc
	served chan error
}

// setUp serves the station and connects to it.
func (r rig) setUp(ctx context.Context) (*bench, error) {
	b := &bench{rig: r, line: line.New(r.params)}
	b.start(ctx)
	r.client.Baud = r.params.Baud
	client, err := smp.Connect(ctx, b.conn(), r.client)
	if err != nil {
		return nil, errors.Join(err, b.halt())
	}
	b.client = client
	return b, nil
}

// start switches the device on.
func (b *bench) start(ctx context.Context) {
	ctx, b.stop = context.WithCancel(ctx)
	b.end, b.served = b.line.B(), make(chan error, 1)
	go func() {
		var rw io.ReadWriter = b.end
		if b.rig.device != nil {
			rw = b.rig.device(b.end)
		}
		b.served <- smp.Serve(ctx, rw, b.rig.station, b.rig.server)
	}()
}

// halt switches the device off.
func (b *bench) halt() error {
	b.stop()
	return errors.Join(<-b.served, b.end.Close())
}

// close ends the client and the device, and waits for both.
func (b *bench) close() error { return errors.Join(b.client.Close(), b.halt()) }

// conn opens the laptop's end.
func (b *bench) conn() smp.Conn {
	end := b.line.A()
	if b.rig.laptop == nil {
		return end
	}
	return b.rig.laptop(end)
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
func (r rig) transfer(ctx context.Context, w way) (share float64, err error) {
	r.station = newShelf(2, fileSize)
	b, err := r.setUp(ctx)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	err = b.transfer(ctx, w)
	took := time.Since(start)
	return fileSize / took.Seconds() / r.params.BytesPerSecond(), errors.Join(err, b.close())
}

// transfer moves fileSize bytes, which the client checks.
func (b *bench) transfer(ctx context.Context, w way) (err error) {
	if w == up {
		_, err = b.client.LoadResponse(ctx, random(fileSize), nil)
	} else {
		_, err = b.client.Fetch(ctx, made(b.rig.station), nil)
	}
	return err
}
