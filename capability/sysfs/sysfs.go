// Package sysfs reads what Linux shows of its devices in /sys. It works on any
// tree that holds one: [os.DirFS] of /, where names begin with sys/, or of /sys
// itself, or one that was recorded. All texts come from the devices, so they are
// untrusted. A device can vanish at any moment; what can't be read is empty.
package sysfs

import (
	"io"
	"io/fs"
	"path"
	"strings"
)

// maxAttribute bounds what is read of an attribute, in bytes. The kernel gives
// at most a page.
const maxAttribute = 4096

// Attribute is the text of a file in a device's folder, without the white space
// around it; empty: it can't be read.
func Attribute(system fs.FS, dir, name string) string {
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

// Names are the names in a folder, sorted; none: it can't be read.
func Names(system fs.FS, dir string) []string {
	entries, err := fs.ReadDir(system, dir)
	if err != nil {
		return nil
	}
	all := make([]string, len(entries))
	for i, e := range entries {
		all[i] = e.Name()
	}
	return all
}

// Resolve gives the device's own folder that a link such as class/tty/ttyUSB0
// leads to. The error is an [fs.PathError]: there is no such link, or it leads
// out of the tree.
func Resolve(system fs.FS, link string) (dir string, err error) {
	target, err := fs.ReadLink(system, link)
	if err != nil {
		return "", err
	}
	dir = path.Join(path.Dir(link), target)
	if path.IsAbs(target) || !fs.ValidPath(dir) {
		return "", &fs.PathError{Op: "readlink", Path: link, Err: fs.ErrInvalid}
	}
	return dir, nil
}

// Driver is the name of the driver of a device; empty: it has none.
func Driver(system fs.FS, dir string) string {
	driver, err := Resolve(system, path.Join(dir, "driver"))
	if err != nil {
		return ""
	}
	return path.Base(driver)
}

// USB is what a USB device says about itself. Any field but Port may be empty.
type USB struct {
	Port                string // where it is plugged in: the bus, and the ports of the hubs on the way, 1-2.3
	Interface           string // the one of its interfaces that the other device belongs to, without the port: 1.0
	VendorID, ProductID string // four hexadecimal digits, small letters
	Serial              string
	Maker, Product      string
}

// USBAbove finds the USB device that the device in a folder is a part of.
func USBAbove(system fs.FS, dir string) (usb USB, found bool) {
	if !fs.ValidPath(dir) || !strings.Contains(dir, "/usb") {
		return USB{}, false // every USB device is listed below its bus
	}
	for below, at := dir, path.Dir(dir); at != "." && path.Base(at) != "devices"; below, at = at, path.Dir(at) {
		vendor := Attribute(system, at, "idVendor")
		if vendor == "" {
			continue
		}
		_, number, _ := strings.Cut(path.Base(below), ":")
		return USB{
			Port: path.Base(at), Interface: number,
			VendorID: vendor, ProductID: Attribute(system, at, "idProduct"), Serial: Attribute(system, at, "serial"),
			Maker: Attribute(system, at, "manufacturer"), Product: Attribute(system, at, "product"),
		}, true
	}
	return USB{}, false
}
