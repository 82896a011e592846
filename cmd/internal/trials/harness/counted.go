package harness

import (
	"context"
	"sync/atomic"

	"handback/capability"
	"handback/device/smp"
)

// Counted counts what a device really did.
type Counted struct {
	smp.Station
	Loads, Makes atomic.Int64
}

// Load implements [smp.Station].
func (c *Counted) Load(ctx context.Context, name string, size int64, sha capability.Digest) (capability.Mark, error) {
	mark, err := c.Station.Load(ctx, name, size, sha)
	if err == nil {
		c.Loads.Add(1)
	}
	return mark, err
}

// Make implements [smp.Station].
func (c *Counted) Make(ctx context.Context, lines []capability.Line) (capability.Made, error) {
	made, err := c.Station.Make(ctx, lines)
	if err == nil {
		c.Makes.Add(1)
	}
	return made, err
}
