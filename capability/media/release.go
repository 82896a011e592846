package media

import "context"

// Released says what is known of a stick that is about to be taken out.
type Released struct {
	Synced    bool // the system has written everything that it held back
	Unmounted bool // the stick may be pulled without further ado
}

// Release has the system write everything to the stick that it still holds
// back. It does not unmount the stick yet, so whoever takes it out uses the
// system's own way to do so. The errors are those of this package or ctx.Err().
func (s *Stick) Release(ctx context.Context) (Released, error) {
	const doing = "releasing the stick"
	if err := ctx.Err(); err != nil {
		return Released{}, err
	}
	v, now, err := s.begin(doing)
	if err != nil {
		return Released{}, err
	}
	defer v.Close()
	if err := v.Sync(); err != nil {
		return Released{}, explain(v, now, 0, doing, err)
	}
	if _, err := stillThere(v, now); err != nil {
		return Released{}, explain(v, now, 0, doing, err)
	}
	return Released{Synced: syncsVolumes}, nil
}
