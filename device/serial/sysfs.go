package serial

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"handback/capability/sysfs"
)

// sysfsPorts lists the ports that Linux shows in sys, the tree of /sys, with
// their stable names from dev, the tree of /dev. A port that vanishes
// meanwhile is left out.
func sysfsPorts(sys, dev fs.FS) ([]Port, error) {
	entries, err := fs.ReadDir(sys, "class/tty")
	if err != nil {
		return nil, fmt.Errorf("list the serial ports: %w", err)
	}
	names := stableNames(dev)
	var ports []Port
	for _, entry := range entries {
		dir, err := sysfs.Resolve(sys, "class/tty/"+entry.Name())
		if err != nil || !isPort(sys, dir) {
			continue
		}
		ports = append(ports, Port{
			Path: "/dev/" + entry.Name(), ByID: names[entry.Name()],
			Driver: sysfs.Driver(sys, dir+"/device"), USB: usbOf(sys, dir),
		})
	}
	return ports, nil
}

// isPort tells a port from the virtual terminals, which no device stands
// behind, and from the places that a driver keeps for UARTs that aren't there,
// which are of type 0.
func isPort(sys fs.FS, dir string) bool {
	if strings.HasPrefix(dir, "devices/virtual/") {
		return false
	}
	if _, err := fs.Lstat(sys, dir+"/device"); err != nil {
		return false
	}
	return sysfs.Attribute(sys, dir, "type") != "0"
}

// usbOf looks for the USB device above a port.
func usbOf(sys fs.FS, dir string) *USB {
	usb, found := sysfs.USBAbove(sys, dir)
	if !found {
		return nil
	}
	channel := usb.Interface
	if number := sysfs.Attribute(sys, dir, "device/port_number"); channel != "" && number != "" && number != "0" {
		channel += "." + number
	}
	return &USB{
		VendorID: strings.ToUpper(usb.VendorID), ProductID: strings.ToUpper(usb.ProductID),
		Serial: usb.Serial, Maker: usb.Maker, Product: usb.Product, Port: usb.Port, Channel: channel,
	}
}

// stableNames maps the names of ports to those under serial/by-id.
func stableNames(dev fs.FS) map[string]string {
	names := make(map[string]string)
	entries, err := fs.ReadDir(dev, "serial/by-id")
	if err != nil {
		return names
	}
	for _, entry := range entries {
		if target, err := fs.ReadLink(dev, "serial/by-id/"+entry.Name()); err == nil {
			names[path.Base(target)] = "/dev/serial/by-id/" + entry.Name()
		}
	}
	return names
}
