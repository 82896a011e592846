package line_test

import (
	"context"
	"errors"
	"io"
	"time"

	"handback/device/sim/line"
	"handback/device/smp"
)

// rig is a device at the end of a line, and what its client is told.
type rig struct {
	params  line.Params
	client  smp.Options
	server  smp.ServerOptions
	station *shelf

	// device and laptop stand between an end and who uses it; nil: nothing.
	device func(*line.End) io.ReadWriter
	laptop func(*line.End) smp.Conn
}

// bench is a rig that is set up.
type bench struct {
	line   *line.Line
	client *smp.Client
	rig    rig
	stop   func() error // ends the client and the device, and waits for both
}

// setUp serves the station and connects to it.
func (r rig) setUp(ctx context.Context) (*bench, error) {
	b := &bench{line: line.New(r.params), rig: r}
	serving, cancel := context.WithCancel(ctx)
	served := make(chan error, 1)
	end := b.line.B()
	go func() {
		var rw io.ReadWriter = end
		if r.device != nil {
			rw = r.device(end)
		}
		served <- smp.Serve(serving, rw, r.station, r.server)
	}()
	shutDown := func() error {
		cancel()
		return errors.Join(<-served, end.Close())
	}
	r.client.Baud = r.params.Baud
	client, err := smp.Connect(ctx, b.conn(), r.client)
	if err != nil {
		return nil, errors.Join(err, shutDown())
	}
	b.client = client
	b.stop = func() error { return errors.Join(client.Close(), shutDown()) }
	return b, nil
}

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
func (r rig) transfer(ctx context.Context, direction way) (share float64, err error) {
	r.station = newShelf(2, fileSize)
	b, err := r.setUp(ctx)
	if err != nil {
		return 0, err
	}
	start := time.Now()
	if direction == up {
		_, err = b.client.LoadResponse(ctx, random(fileSize), nil)
	} else {
		_, err = b.client.Fetch(ctx, r.station.made(), nil)
	}
	took := time.Since(start)
	return fileSize / took.Seconds() / r.params.BytesPerSecond(), errors.Join(err, b.stop())
}
