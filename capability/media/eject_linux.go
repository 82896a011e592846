package media

import "context"

// systemEjector is UDisks2.
func systemEjector() ejector { return busEjector{} }

// busEjector connects for each act: between acts a bus may come and go.
type busEjector struct{}

func (busEjector) Unmount(ctx context.Context, device string) error {
	u, err := dialUDisks(ctx)
	if err != nil {
		return err
	}
	defer u.Close()
	return u.Unmount(ctx, device)
}

func (busEjector) PowerOff(ctx context.Context, device string) error {
	u, err := dialUDisks(ctx)
	if err != nil {
		return err
	}
	defer u.Close()
	return u.PowerOff(ctx, device)
}
