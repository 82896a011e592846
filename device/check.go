package device

import (
	"cmp"
	"context"
	"errors"

	"handback/device/serial"
	"handback/device/smp"
	"handback/device/traffic"
)

// Check compares the device at the port at path with the protocol; see
// [smp.Check]. Besides its errors and those of a port it fails with a
// *SilentError.
func Check(ctx context.Context, path string, o Options, whole bool) ([]smp.Finding, error) {
	o.Baud = o.rate()
	port, err := serial.Open(path, o.Baud)
	if err != nil {
		return nil, err
	}
	if err := pause(ctx, o.Boot); err != nil {
		return nil, errors.Join(err, port.Close())
	}
	count := cmp.Or(o.Traffic, &traffic.Counter{})
	l := newCareful(newLine(port, count, o.Tap), count)
	found, err := smp.Check(ctx, l, smp.Options{Baud: o.Baud, Group: o.Group, Lines: o.lines(), Log: o.Log, Count: count}, whole)
	if errors.Is(err, smp.ErrNotSMP) || errors.Is(err, errHeardEnough) {
		return nil, l.silent(path, o.Baud)
	}
	return found, err
}
