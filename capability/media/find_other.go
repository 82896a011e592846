//go:build !linux

package media

import "context"

// memory is empty: this system lists no sticks; they are opened by their path.
type memory struct{}

func (memory) plugged(ctx context.Context) ([]Stick, error) { return nil, ctx.Err() }

// describe has nothing to add to what the system says of a volume.
func describe(*Stick) {}
