package media

import (
	"context"
	"fmt"
)

// systemEjector is diskutil.
func systemEjector() ejector { return diskutil{} }

// diskutil takes sticks out of use by the program of that name.
type diskutil struct{}

func (diskutil) Unmount(ctx context.Context, device string) error {
	return eject(ctx, "unmount", device)
}

func (diskutil) PowerOff(ctx context.Context, device string) error {
	d, err := diskInfo(ctx, device)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrGone, err)
	}
	return eject(ctx, "eject", d.Whole)
}

// mountDevice mounts by diskutil, which needs no more than a user.
func mountDevice(ctx context.Context, device string) (string, error) {
	if _, err := run(ctx, "diskutil", "mount", device); err != nil {
		return "", err
	}
	d, err := diskInfo(ctx, device)
	if err == nil && d.MountPoint == "" {
		err = ErrNotMounted
	}
	return d.MountPoint, err
}

func eject(ctx context.Context, verb, device string) error {
	said, err := run(ctx, "diskutil", verb, device)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	default:
		return fmt.Errorf("%w (%w)", ejectRefusal(string(said)), err)
	}
}
