package soak

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"handback/device"
	"handback/device/console"
	"handback/device/console/profile"
	"handback/device/serial"
	"handback/device/smp"
)

const (
	tries    = 1000                   // how often a person tries again
	patience = 300 * time.Millisecond // between two of them
)

// persist tries again after what can go wrong on a line, with the port opened
// anew, as a person would.
func (t *technician) persist(ctx context.Context, do func() error) error {
	for left := tries; ; left-- {
		err := do()
		why := ofLine(err)
		if why == nil || left == 0 || ctx.Err() != nil {
			return err
		}
		t.again[why.Error()]++
		t.bench.diary.note("once more after: %v", err)
		if err := t.hangUp(); err != nil {
			return fmt.Errorf("closing after an error: %w", err)
		}
		if err := pause(ctx, patience); err != nil {
			return err
		}
	}
}

// ofLine is which of the errors that a bad line may lead to this is; nil: it
// must never come up.
func ofLine(err error) error {
	for _, e := range []error{
		io.EOF, io.ErrClosedPipe, device.ErrSilent, serial.ErrUnplugged, serial.ErrNoPort,
		smp.ErrNoAnswer, smp.ErrAnswer, smp.ErrNotSMP,
		console.ErrNoConsole, console.ErrNoAnswer, console.ErrEcho, console.ErrUnsure, console.ErrDamaged, console.ErrLogin,
		profile.ErrAnswer,
	} {
		if errors.Is(err, e) {
			return e
		}
	}
	return nil
}
