package media

import (
	"context"
	"fmt"
)

// systemEjector is diskutil.
func systemEjector() ejector { return diskutil{} }

// diskutil takes sticks out of use by the program of that name. It tells no
// reason that a program could read; when it fails, mostly a file is open.
type diskutil struct{}

func (diskutil) Unmount(ctx context.Context, device string) error {
	return busyUnless(ctx, "unmount", device)
}

func (diskutil) PowerOff(ctx context.Context, device string) error {
	d, err := diskInfo(ctx, device)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	return busyUnless(ctx, "eject", d.Whole)
}

func busyUnless(ctx context.Context, verb, device string) error {
	_, err := run(ctx, "diskutil", verb, device)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	default:
		return fmt.Errorf("%w: %w", ErrBusy, err)
	}
}
