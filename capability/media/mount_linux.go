package media

import "context"

// mountDevice mounts by UDisks2.
func mountDevice(ctx context.Context, device string) (string, error) {
	u, err := dialUDisks(ctx)
	if err != nil {
		return "", err
	}
	defer u.Close()
	return u.Mount(ctx, device)
}
