package media

import "context"

// mountDevice is not there yet on this system.
func mountDevice(context.Context, string) (string, error) { return "", ErrNoService }
