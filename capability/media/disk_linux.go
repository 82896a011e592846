package media

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
)

// errNotRemovable says that a device is no stick.
var errNotRemovable = errors.New("not a removable or USB-attached disk")

// disk is what the kernel and udev say of the disk under a file system.
type disk struct {
	label    string // of the file system, from udev
	model    string // vendor and model
	id       string // vendor:product:serial of the USB device
	readOnly bool   // the write-protect switch
}

// maxAttribute bounds what is read of one sysfs file, in bytes.
const maxAttribute = 4096

// readDisk looks up a block device (major:minor) in /sys and in udev's
// database, which need not be there.
func readDisk(system fs.FS, number string) (disk, error) {
	block, err := blockDir(system, number)
	if err != nil {
		return disk{}, err
	}
	whole := block
	if attribute(system, block, "partition") != "" {
		whole = path.Dir(block)
	}
	usb := usbDir(system, whole)
	if usb == "" && attribute(system, whole, "removable") != "1" {
		return disk{}, errNotRemovable
	}
	d := disk{
		label:    udevProperty(system, number, "ID_FS_LABEL"),
		model:    strings.TrimSpace(attribute(system, whole, "device/vendor") + " " + attribute(system, whole, "device/model")),
		readOnly: attribute(system, whole, "ro") == "1",
	}
	if usb != "" {
		d.id = strings.Join([]string{
			attribute(system, usb, "idVendor"), attribute(system, usb, "idProduct"), attribute(system, usb, "serial"),
		}, ":")
	}
	return d, nil
}

// blockDir follows /sys/dev/block/major:minor to the device's own folder.
func blockDir(system fs.FS, number string) (string, error) {
	const dir = "sys/dev/block"
	target, err := fs.ReadLink(system, path.Join(dir, number))
	if err != nil {
		return "", errNotRemovable
	}
	block := path.Join(dir, target)
	if path.IsAbs(target) || !fs.ValidPath(block) {
		return "", errNotRemovable
	}
	return block, nil
}

// usbDir is the folder of the USB device above a disk; empty: there is none.
func usbDir(system fs.FS, block string) string {
	for dir := path.Dir(block); dir != "." && path.Base(dir) != "devices"; dir = path.Dir(dir) {
		if attribute(system, dir, "idVendor") != "" {
			return dir
		}
	}
	return ""
}

// attribute reads one sysfs file; empty: it is not there.
func attribute(system fs.FS, dir, name string) string {
	f, err := system.Open(path.Join(dir, name))
	if err != nil {
		return ""
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxAttribute))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// udevProperty reads one property from udev's database of block devices.
func udevProperty(system fs.FS, number, key string) string {
	f, err := system.Open("run/udev/data/b" + number)
	if err != nil {
		return ""
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), "E:"+key+"="); ok {
			return value
		}
	}
	return ""
}
