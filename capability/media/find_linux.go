package media

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"

	"handback/capability/sysfs"
)

// memory has nothing to keep here: a look at /proc and /sys is quick.
type memory struct{}

func (memory) plugged(ctx context.Context) ([]Stick, error) {
	return finder{os.DirFS("/"), probe}.plugged(ctx)
}

// finder looks for sticks in any tree that holds a /proc, a /sys and, where
// there is udev, a /run/udev.
type finder struct {
	system fs.FS
	probe  func(path string) (place, error)
}

func (f finder) plugged(ctx context.Context) ([]Stick, error) {
	used, err := readTable(f.system)
	if err != nil {
		return nil, err
	}
	var found []Stick
	for _, name := range sysfs.Names(f.system, "sys/block") {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d, err := readDisk(f.system, name)
		if err != nil {
			continue
		}
		for _, b := range d.volumes(used) {
			if s, shown := f.stick(d, b, used.of(b)); shown {
				found = append(found, s)
			}
		}
	}
	return found, nil
}

// stick is what is known of a volume on a disk; not shown is one that a person
// has no use for.
func (f finder) stick(d disk, b block, mounts []mount) (Stick, bool) {
	about := readUdev(f.system, b.number)
	s := Stick{
		Device: b.path(), Label: about.label(), FileSystem: about["ID_FS_TYPE"], Size: b.size(f.system),
		Protected: d.protected, ReadOnly: d.protected || sysfs.Attribute(f.system, b.dir, "ro") == "1",
		Identity: d.identity, Place: d.port, State: about.state(), mount: openFolder,
	}
	s.Identity.Volume = about["ID_FS_UUID"]
	if len(mounts) > 0 {
		f.mounted(&s, mounts)
	}
	return s, len(mounts) > 0 || !about.hidden()
}

// mounted takes the first mount that this user can look into.
func (f finder) mounted(s *Stick, mounts []mount) {
	worst := Failing
	for _, m := range mounts {
		if s.FileSystem == "" {
			s.FileSystem = m.fileSystem
		}
		s.State, s.Path = Ready, m.point
		s.settle(f.probe)
		switch s.State {
		case Ready:
			return
		case Denied:
			worst = Denied
		}
	}
	s.State, s.Path = worst, ""
}

// describe adds what is known of the stick that an opened folder lies on.
func describe(s *Stick) {
	path, err := filepath.EvalSymlinks(s.Path)
	if err == nil {
		finder{os.DirFS("/"), probe}.describe(s, path)
	}
}

func (f finder) describe(s *Stick, path string) {
	used, err := readTable(f.system)
	if err != nil {
		return
	}
	m, found := used.under(path)
	if !found {
		return
	}
	s.FileSystem = m.fileSystem
	disks := sysfs.Names(f.system, "sys/block")
	for _, name := range disks {
		d, err := readDisk(f.system, name)
		if err != nil {
			continue
		}
		for _, b := range d.volumes(used) {
			if m.isOf(b) {
				on, _ := f.stick(d, b, nil)
				s.lieOn(on)
				return
			}
		}
	}
	s.Folder = len(disks) > 0 // without sysfs, who knows
}
