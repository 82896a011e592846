package media

import (
	"context"
	"errors"
	"io/fs"
)

// Finder lists sticks again and again. What a system is slow to tell, it asks
// only when something was plugged in or pulled. It is not for use by several
// goroutines at once. The zero value is ready.
type Finder struct{ memory memory }

// Plugged lists the sticks and cards that are plugged in, in the order of the
// system's names, with those that can't be used yet: see [Stick.State]. What
// belongs to the running system, disks inside the computer and places in the
// network are none.
func (f *Finder) Plugged(ctx context.Context) ([]Stick, error) { return f.memory.plugged(ctx) }

// lieOn takes over what is known of the stick without its mount.
func (s *Stick) lieOn(on Stick) {
	if on.FileSystem != "" {
		s.FileSystem = on.FileSystem
	}
	s.Device, s.Label, s.Identity, s.Place = on.Device, on.Label, on.Identity, on.Place
	s.Protected, s.ReadOnly = on.Protected, s.ReadOnly || on.ReadOnly
}

// settle adds what the system says of the file system of a mounted stick.
func (s *Stick) settle(probe func(path string) (place, error)) {
	if s.State != Ready {
		return
	}
	p, err := probe(s.Path)
	switch {
	case err == nil:
		s.take(p)
	case errors.Is(err, fs.ErrPermission):
		s.State = Denied
	default:
		s.State = Failing
	}
}
