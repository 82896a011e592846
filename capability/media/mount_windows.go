package media

import "context"

// mountDevice can't mount: Windows gives letters to volumes by itself, and
// only an administrator does otherwise.
func mountDevice(context.Context, string) (string, error) { return "", ErrNoService }
