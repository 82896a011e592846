package media

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"handback/capability/sysfs"
)

// diskCache keeps nothing here: reading /proc and /sys is quick.
type diskCache struct{}

func (diskCache) plugged(ctx context.Context) ([]Stick, error) {
	return finder{os.DirFS("/"), statFS}.plugged(ctx)
}

// finder looks for sticks in any tree that holds a /proc, a /sys and, where
// there is udev, a /run/udev.
type finder struct {
	system fs.FS
	statFS func(path string) (fsInfo, error)
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

// stick is what is known about a volume on a disk. A person has no use for one that
// is not shown.
func (f finder) stick(d disk, b block, mounts []mount) (Stick, bool) {
	about := readUdev(f.system, b.number)
	s := Stick{
		Device: b.path(), Label: about.label(), FileSystem: about["ID_FS_TYPE"], Size: b.size(f.system),
		Protected: d.protected, ReadOnly: d.protected || sysfs.Attribute(f.system, b.dir, "ro") == "1",
		Identity: d.identity, USBPort: d.port, State: about.state(), mount: openFolder,
	}
	s.Identity.Volume = about["ID_FS_UUID"]
	if len(mounts) > 0 {
		f.mounted(&s, mounts)
	}
	return s, len(mounts) > 0 || !about.hidden()
}

// mounted chooses the first mount that this user may read.
func (f finder) mounted(s *Stick, mounts []mount) {
	worst := Failing
	for _, m := range mounts {
		if s.FileSystem == "" {
			s.FileSystem = m.fileSystem
		}
		s.State, s.Path = Ready, m.point
		s.checkMount(f.statFS)
		switch s.State {
		case Ready:
			return
		case Denied:
			worst = Denied
		}
	}
	s.State, s.Path = worst, ""
}

// describe adds what is known about the stick that an opened folder is on.
func describe(s *Stick) {
	path, err := filepath.EvalSymlinks(s.Path)
	if err == nil {
		finder{os.DirFS("/"), statFS}.describe(s, path)
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
				s.addDisk(on)
				return
			}
		}
	}
	s.Folder = len(disks) > 0 // without sysfs, who knows
}

// errNotRemovable says that a device is no stick.
var errNotRemovable = errors.New("not a removable or USB-attached disk")

// disk is a whole disk that can be taken out, with a medium in it.
type disk struct {
	block
	identity  Identity // without the volume
	port      string   // of the USB device: 1-2.3
	protected bool     // the write-protect switch
	system    fs.FS
}

// readDisk reads about a disk of /sys/block.
func readDisk(system fs.FS, name string) (disk, error) {
	dir, err := sysfs.Resolve(system, "sys/block/"+name)
	if err != nil || strings.HasPrefix(dir, "sys/devices/virtual/") || !isStickName(name) {
		return disk{}, errNotRemovable
	}
	usb, onUSB := sysfs.USBAbove(system, dir)
	card := sysfs.Attribute(system, dir, "device/type") == "SD"
	if !onUSB && !card && sysfs.Attribute(system, dir, "removable") != "1" {
		return disk{}, errNotRemovable
	}
	d := disk{
		block: readBlock(system, dir), protected: sysfs.Attribute(system, dir, "ro") == "1", system: system,
		identity: Identity{
			Serial: sysfs.Attribute(system, dir, "device/serial"),
			Maker:  sysfs.Attribute(system, dir, "device/vendor"),
			Model:  cmp.Or(sysfs.Attribute(system, dir, "device/model"), sysfs.Attribute(system, dir, "device/name")),
		},
	}
	if d.size(system) == 0 {
		return disk{}, errNotRemovable // a reader without a card
	}
	if onUSB {
		d.takeUSB(usb)
	}
	return d, nil
}

// takeUSB adds what the USB device says about itself.
func (d *disk) takeUSB(usb sysfs.USB) {
	if usb.Maker != "" && usb.Product != "" {
		d.identity.Maker, d.identity.Model = usb.Maker, usb.Product
	}
	d.identity.VendorID, d.identity.ProductID, d.identity.Serial = usb.VendorID, usb.ProductID, usb.Serial
	d.port = usb.Port
}

// volumes are the parts of a disk that may have a file system: none when the
// running system lives on one of them.
func (d disk) volumes(used table) []block {
	parts := d.partitions(d.system)
	if len(parts) == 0 || len(used.of(d.block)) > 0 {
		parts = []block{d.block} // a hybrid image has partitions, and is mounted whole
	}
	var all []block
	seen := make(map[string]bool)
	for _, p := range parts {
		tops := p.top(d.system, 0)
		for i, b := range append(tops, p) {
			if used.system(b) {
				return nil
			}
			if (i < len(tops) || len(used.of(b)) > 0) && !seen[b.number] {
				all = append(all, b)
				seen[b.number] = true
			}
		}
	}
	return all
}

// isStickName reports whether a block device of this name can be a stick.
// Optical drives, floppies and the kernel's virtual devices have other names.
func isStickName(name string) bool {
	for _, other := range []string{"sr", "fd", "loop", "ram", "zram", "dm-", "md", "nbd"} {
		if strings.HasPrefix(name, other) {
			return false
		}
	}
	return true
}
