// Package harness holds what the tests of several packages stand on: a device in
// memory, a device that is counted, the portal at its end of a stick, and a
// folder in memory. No program is built with it.
package harness

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"handback/capability"
	"handback/capability/backoffice"
	"handback/device/station"
)

// CountingStation counts what a device really did.
type CountingStation struct {
	station.Station
	Loads, Makes atomic.Int64
}

// Load implements [station.Station].
func (c *CountingStation) Load(ctx context.Context, name string, size int64, sha capability.Digest) (capability.Mark, error) {
	mark, err := c.Station.Load(ctx, name, size, sha)
	if err == nil {
		c.Loads.Add(1)
	}
	return mark, err
}

// Make implements [station.Station].
func (c *CountingStation) Make(ctx context.Context, lines []capability.Line) (capability.Made, error) {
	made, err := c.Station.Make(ctx, lines)
	if err == nil {
		c.Makes.Add(1)
	}
	return made, err
}

// ErrNothingNew says that a stick came to the portal for nothing.
var ErrNothingNew = errors.New("the stick came to the portal with nothing new")

// Answer is the portal with what is on a stick: it answers all requests, of
// which one at least must be new, and refuses none.
func Answer(ctx context.Context, office *backoffice.Office, stick string) error {
	answers, err := office.ProcessTree(ctx, stick)
	if err != nil {
		return err
	}
	fresh := false
	for _, a := range answers {
		switch a.Outcome {
		case backoffice.Answered:
			fresh = fresh || !a.Kept
		case backoffice.Ignored:
		default:
			return fmt.Errorf("%s: %s: %w", a.Path, a.Outcome, a.Err)
		}
	}
	if !fresh {
		return ErrNothingNew
	}
	return nil
}
