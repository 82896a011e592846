package serial

import (
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// maxAttribute bounds what is read of an attribute in sysfs, in bytes.
const maxAttribute = 256

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
		place, err := fs.ReadLink(sys, "class/tty/"+entry.Name())
		if err != nil {
			continue
		}
		place = path.Join("class/tty", place)
		if !isPort(sys, place) {
			continue
		}
		ports = append(ports, Port{
			Path: "/dev/" + entry.Name(), ByID: names[entry.Name()],
			Driver: driver(sys, place), USB: usbOf(sys, place),
		})
	}
	return ports, nil
}

// isPort tells a port from the virtual terminals, which no device stands
// behind, and from the places that a driver keeps for UARTs that aren't there,
// which are of type 0.
func isPort(sys fs.FS, place string) bool {
	if !fs.ValidPath(place) || strings.HasPrefix(place, "devices/virtual/") {
		return false
	}
	if _, err := fs.Lstat(sys, place+"/device"); err != nil {
		return false
	}
	return attribute(sys, place+"/type") != "0"
}

func driver(sys fs.FS, place string) string {
	link, err := fs.ReadLink(sys, place+"/device/driver")
	if err != nil {
		return ""
	}
	return path.Base(link)
}

// usbOf looks for the USB device above a port.
func usbOf(sys fs.FS, place string) *USB {
	channel := ""
	for dir := path.Dir(place); strings.HasPrefix(dir, "devices/"); dir = path.Dir(dir) {
		if _, number, is := strings.Cut(path.Base(dir), ":"); is && channel == "" {
			channel = number + portNumber(sys, place)
		}
		vendor := attribute(sys, dir+"/idVendor")
		if vendor == "" {
			continue
		}
		return &USB{
			VendorID:  strings.ToUpper(vendor),
			ProductID: strings.ToUpper(attribute(sys, dir+"/idProduct")),
			Serial:    attribute(sys, dir+"/serial"),
			Maker:     attribute(sys, dir+"/manufacturer"),
			Product:   attribute(sys, dir+"/product"),
			Place:     path.Base(dir),
			Channel:   channel,
		}
	}
	return nil
}

// portNumber tells the ports of one USB interface apart, if it has several.
func portNumber(sys fs.FS, place string) string {
	if number := attribute(sys, place+"/device/port_number"); number != "" && number != "0" {
		return "." + number
	}
	return ""
}

// attribute is the text of a file; empty if it can't be read.
func attribute(sys fs.FS, name string) string {
	f, err := sys.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxAttribute))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(data))
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
