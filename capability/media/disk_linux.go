package media

import (
	"cmp"
	"errors"
	"io/fs"
	"strings"

	"handback/capability/sysfs"
)

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

// readDisk looks at a disk of /sys/block.
func readDisk(system fs.FS, name string) (disk, error) {
	dir, err := sysfs.Resolve(system, "sys/block/"+name)
	if err != nil || strings.HasPrefix(dir, "sys/devices/virtual/") || !sticksAre(name) {
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

// takeUSB adds what the USB device says of itself.
func (d *disk) takeUSB(usb sysfs.USB) {
	if usb.Maker != "" && usb.Product != "" {
		d.identity.Maker, d.identity.Model = usb.Maker, usb.Product
	}
	d.identity.VendorID, d.identity.ProductID, d.identity.Serial = usb.VendorID, usb.ProductID, usb.Serial
	d.port = usb.Port
}

// sticksAre reports whether sticks have such names: optical drives, floppies
// and what the kernel makes up have others.
func sticksAre(name string) bool {
	for _, other := range []string{"sr", "fd", "loop", "ram", "zram", "dm-", "md", "nbd"} {
		if strings.HasPrefix(name, other) {
			return false
		}
	}
	return true
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
