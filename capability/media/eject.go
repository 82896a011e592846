package media

import (
	"context"
	"errors"
	"fmt"

	"handback/capability"
)

// Released says what was done to a stick that is about to be taken out.
type Released struct {
	Synced     bool // the system has written everything that it held back
	Unmounted  bool // no program can write to it any more
	PoweredOff bool // nor does it draw power
	// Missing is why the stick must not be taken out yet; nil: it may be. It
	// is an [ErrBusy], [ErrKept], [ErrNoService], [ErrPermission], the service's own words,
	// or [ErrNotStick] for a folder, which nobody takes out.
	Missing error
}

// MayRemove reports whether the stick may be taken out.
func (r Released) MayRemove() bool { return r.Unmounted && r.Missing == nil }

// ejector is the system's service that takes sticks out of use, such as
// UDisks2. A device is named as [Stick.Device] has it. The errors are
// [ErrBusy], [ErrKept], [ErrNoService], [ErrPermission] and [ErrGone], wrapped
// in what the service said, or ctx.Err().
type ejector interface {
	// Unmount unmounts the file system on device wherever it is mounted, after
	// it wrote what it held back. It does not force anything.
	Unmount(ctx context.Context, device string) error
	// PowerOff takes the whole stick that device is a part of out of use, its
	// other parts too, and turns it off. It is an [errStaysOn] when only the
	// last can't be done.
	PowerOff(ctx context.Context, device string) error
}

// errStaysOn says that nothing of a stick is in use any more, but that it can't
// be turned off: as much as many sticks and most card readers allow.
var errStaysOn = errors.New("it stays switched on")

// Release has the system write everything to the stick that it still holds
// back, unmounts it and turns it off, as far as the system has a service for
// that; Released says what is missing. When it can't write everything it tries
// nothing else. The errors are those of this package or ctx.Err().
func (s *Stick) Release(ctx context.Context) (Released, error) {
	return s.release(ctx, systemEjector())
}

func (s *Stick) release(ctx context.Context, e ejector) (Released, error) {
	const doing = "releasing the stick"
	if err := ctx.Err(); err != nil {
		return Released{}, err
	}
	if err := s.flush(doing); err != nil {
		return Released{}, err
	}
	out := Released{Synced: syncsVolumes}
	err := s.eject(ctx, e, &out)
	switch {
	case err == nil:
		return out, nil
	case errors.Is(err, ErrGone), ctx.Err() != nil:
		return out, fmt.Errorf("%s: %w", doing, err)
	}
	out.Missing = err
	return out, nil
}

// flush has everything written, and closes what would keep the stick in use.
func (s *Stick) flush(doing string) error {
	v, now, err := s.begin(doing)
	if err != nil {
		return err
	}
	defer v.Close()
	if err = v.Sync(); err == nil {
		_, err = stillThere(v, now)
	}
	if err != nil {
		return explain(v, now, 0, doing, err)
	}
	return nil
}

// eject unmounts the stick and turns it off. One that can't be turned off may
// still be taken out, once no part of it is in use.
func (s *Stick) eject(ctx context.Context, e ejector, out *Released) error {
	switch {
	case s.Folder:
		return ErrNotStick
	case s.Device == "":
		return ErrNoService
	}
	if err := e.Unmount(ctx, s.Device); err != nil {
		return err
	}
	if s.mounted() {
		return fmt.Errorf("%w: it is still mounted", ErrBusy)
	}
	out.Synced, out.Unmounted = true, true // it writes all before it unmounts
	err := e.PowerOff(ctx, s.Device)
	out.PoweredOff = err == nil
	if err != nil && !errors.Is(err, errStaysOn) {
		return fmt.Errorf("the rest of the stick: %w", err)
	}
	return nil
}

// mounted reports whether the stick still is under its path, whatever a
// service said.
func (s *Stick) mounted() bool {
	v, err := s.mount(s.Path)
	if err != nil {
		return false
	}
	defer v.Close()
	now, err := v.Stat()
	return err == nil && now.same(s.initial)
}

// Mount has the system mount a stick that is [Unmounted], and opens it; one
// that is [Ready] is only opened. The errors are those of its state,
// [ErrNoService] where nothing of the system mounts sticks for programs,
// [ErrPermission] when the system or the user says no, [ErrBusy], [ErrGone],
// [ErrNotMounted] with the system's words, or those of ctx. When ctx ends first,
// the stick may still get mounted.
func (s *Stick) Mount(ctx context.Context) (*Stick, error) {
	if s.State == Ready {
		return Open(s.Path)
	}
	doing := fmt.Sprintf("mounting the stick %s", capability.Printable(s.Name()))
	if s.State != Unmounted {
		return nil, fmt.Errorf("%s: %w", doing, s.Usable())
	}
	path, err := mountDevice(ctx, s.Device)
	switch {
	case err != nil && isKnown(err):
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
