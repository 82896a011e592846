package device

import (
	"context"

	"handback/capability"
)

// acquainted is a device whose answers to the question who it is are kept.
type acquainted struct {
	capability.Device
	met func(capability.Identity)
}

// Identify asks who is there.
func (a acquainted) Identify(ctx context.Context) (capability.Identity, error) {
	id, err := a.Device.Identify(ctx)
	if err == nil {
		a.met(id)
	}
	return id, err
}
