package media

import (
	"context"
	"io/fs"
	"os"
)

// Find lists the mounted file systems that lie on removable or USB-attached
// disks, in the order in which they were mounted.
func Find(ctx context.Context) ([]Stick, error) {
	return findIn(ctx, os.DirFS("/"), probe)
}

// findIn is Find on any tree that holds a /proc and a /sys.
func findIn(ctx context.Context, system fs.FS, probe func(string) (place, error)) ([]Stick, error) {
	all, err := readMounts(system)
	if err != nil {
		return nil, err
	}
	var found []Stick
	seen := make(map[string]bool)
	for _, m := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if seen[m.device] || m.root != "/" {
			continue
		}
		d, err := readDisk(system, m.device)
		if err != nil {
			continue
		}
		p, err := probe(m.point)
		if err != nil {
			continue // pulled, or not for this user
		}
		seen[m.device] = true
		s := newStick(m.point, p)
		s.fill(m, d)
		found = append(found, *s)
	}
	return found, nil
}

// describe adds what the mount table and the device say of an opened stick.
func describe(s *Stick) { describeIn(os.DirFS("/"), s) }

func describeIn(system fs.FS, s *Stick) {
	all, err := readMounts(system)
	if err != nil {
		return
	}
	number := deviceNumber(s.begun.device)
	for _, m := range all {
		if m.device != number {
			continue
		}
		if d, err := readDisk(system, number); err == nil {
			s.fill(m, d)
		} else {
			s.FileSystem = m.fileSystem
		}
		return
	}
}

func (s *Stick) fill(m mount, d disk) {
	s.FileSystem = m.fileSystem
	s.ReadOnly = s.ReadOnly || d.readOnly
	s.Label = d.label
	if s.Label == "" {
		s.Label = d.model
	}
	s.ID = d.id
}
