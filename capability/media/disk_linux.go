package media

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"strings"
)

// errNotRemovable says that a device is no stick.
var errNotRemovable = errors.New("not a removable or USB-attached disk")

// disk is a whole disk that can be taken out, with a medium in it.
type disk struct {
	block
	identity  Identity // without the volume
	place     string   // of the USB device: 1-2.3
	protected bool     // the write-protect switch
	system    fs.FS
}

// readDisk looks at a disk of /sys/block.
func readDisk(system fs.FS, name string) (disk, error) {
	dir, err := linked(system, "sys/block/"+name)
	if err != nil || strings.HasPrefix(dir, "sys/devices/virtual/") || !sticksAre(name) {
		return disk{}, errNotRemovable
	}
	usb := usbDir(system, dir)
	card := attribute(system, dir, "device/type") == "SD"
	if usb == "" && !card && attribute(system, dir, "removable") != "1" {
		return disk{}, errNotRemovable
	}
	d := disk{
		block: readBlock(system, dir), protected: attribute(system, dir, "ro") == "1", system: system,
		identity: Identity{
			Serial: attribute(system, dir, "device/serial"),
			Maker:  attribute(system, dir, "device/vendor"),
			Model:  cmp.Or(attribute(system, dir, "device/model"), attribute(system, dir, "device/name")),
		},
	}
	if d.size(system) == 0 {
		return disk{}, errNotRemovable // a reader without a card
	}
	if usb != "" {
		d.take(usb)
	}
	return d, nil
}

// take adds what a USB device says of itself.
func (d *disk) take(usb string) {
	maker, model := attribute(d.system, usb, "manufacturer"), attribute(d.system, usb, "product")
	if maker != "" && model != "" {
		d.identity.Maker, d.identity.Model = maker, model
	}
	d.identity.VendorID = attribute(d.system, usb, "idVendor")
	d.identity.ProductID = attribute(d.system, usb, "idProduct")
	d.identity.Serial = attribute(d.system, usb, "serial")
	d.place = path.Base(usb)
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
