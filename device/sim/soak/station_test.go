package soak

import (
	"context"
	"sync/atomic"

	"handback/capability"
	"handback/device/sim"
)

// station is a device that counts what it really did.
type station struct {
	*sim.Device
	loads, makes atomic.Int64
}

func (s *station) Load(ctx context.Context, name string, size int64, sha capability.Digest) (capability.Mark, error) {
	mark, err := s.Device.Load(ctx, name, size, sha)
	if err == nil {
		s.loads.Add(1)
	}
	return mark, err
}

func (s *station) Make(ctx context.Context, lines []capability.Line) (capability.Made, error) {
	made, err := s.Device.Make(ctx, lines)
	if err == nil {
		s.makes.Add(1)
	}
	return made, err
}
