package media

import "context"

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
