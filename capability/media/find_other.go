//go:build !linux

package media

import "context"

// Find lists nothing on this system: sticks are opened by their path.
func Find(ctx context.Context) ([]Stick, error) { return nil, ctx.Err() }

// describe has nothing to add to what the system says of a volume.
func describe(*Stick) {}
