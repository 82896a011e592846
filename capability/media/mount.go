package media

import (
	"context"
	"fmt"

	"handback/capability"
)

// Mount has the system mount a stick that is [Unmounted], and opens it; one
// that is [Ready] is only opened. The errors are those of its state,
// [ErrNoService] where nothing of the system mounts sticks for programs,
// [ErrPermission] when the system or the user says no, [ErrBusy], [ErrGone],
// [ErrNotMounted] with the system's words, or those of ctx. After an end of ctx
// the stick may get mounted all the same.
func (s *Stick) Mount(ctx context.Context) (*Stick, error) {
	if s.State == Ready {
		return Open(s.Path)
	}
	doing := fmt.Sprintf("mounting the stick %s", capability.Printable(s.Name()))
	if s.State != Unmounted {
		return nil, fmt.Errorf("%s: %w", doing, s.State.err())
	}
	path, err := mountDevice(ctx, s.Device)
	switch {
	case err != nil && typed(err):
		return nil, fmt.Errorf("%s: %w", doing, err)
	case err != nil:
		return nil, fmt.Errorf("%s: %w: %w", doing, ErrNotMounted, err)
	}
	now, err := Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", doing, err)
	}
	if was := s.Identity; was.Serial != now.Identity.Serial || was.VendorID != now.Identity.VendorID {
		return nil, fmt.Errorf("%s: %w: another one is there now", doing, ErrGone)
	}
	return now, nil
}
