package serial

import (
	"cmp"
	"regexp"
	"strings"
)

// devnode is what Windows says about a device: a port, or what a port hangs on.
// The texts are untrusted.
type devnode struct {
	id       string // of the instance, such as USB\VID_0403&PID_6001\A1B2C3
	parent   string // the instance that it hangs on
	port     string // COM6; empty: it is none
	friendly string // USB-SERIAL CH340 (COM6)
	reported string // what the device calls itself: iProduct of USB
	maker    string // by its driver's file
	service  string // the driver
	location string // PCIROOT(0)#PCI(1400)#USBROOT(0)#USB(3)#USB(4)
}

// maxParents bounds how far up from a port its adapter is looked for: a USB
// function hangs on a composite device, and with FTDI a bus is between.
const maxParents = 4

// winPorts are the ports of a list of devices, and those that drivers list by
// their path alone, without a device of the usual class: virtual ones, mostly.
// On are the devices that ports hang on, by instance.
func winPorts(ports []devnode, on map[string]devnode, paths []string) []Port {
	var all []Port
	seen := make(map[string]bool)
	for _, n := range ports {
		if n.port == "" || strings.HasPrefix(n.port, "LPT") || seen[n.port] { // printers are of the same class
			continue
		}
		seen[n.port] = true
		p := Port{Path: n.port, Driver: n.service, USB: n.usb(on)}
		if p.USB == nil {
			p.Friendly = n.name()
		}
		all = append(all, p)
	}
	for _, path := range paths {
		if path = winPath(path); path != "" && !seen[path] {
			seen[path] = true
			all = append(all, Port{Path: path})
		}
	}
	return all
}

// name is the friendly name without the number of the port, which changes with
// the socket.
func (n devnode) name() string {
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(n.friendly), "("+n.port+")"))
}

// vendorOfSystem made the drivers that suit any device of a kind. The maker of
// the device is another.
const vendorOfSystem = "Microsoft"

// usbID finds the numbers in the name of an instance, and which of a device's
// functions it is.
var usbID = regexp.MustCompile(`(?i)VID_([0-9A-F]{4})[&+]PID_([0-9A-F]{4})(?:[&+]MI_([0-9A-F]{2}))?`)

// usb is what is known about the adapter behind a port; nil: it is none. From the
// port up it is the last device with the same numbers: there stand its serial
// number and its place.
func (n devnode) usb(on map[string]devnode) *USB {
	found := usbID.FindStringSubmatch(n.id)
	if found == nil {
		return nil
	}
	u := &USB{VendorID: strings.ToUpper(found[1]), ProductID: strings.ToUpper(found[2]), Channel: found[3]}
	adapter := n
	for range maxParents {
		above, known := on[strings.ToUpper(adapter.parent)]
		up := usbID.FindStringSubmatch(above.id)
		if !known || up == nil || !strings.EqualFold(up[1], u.VendorID) || !strings.EqualFold(up[2], u.ProductID) {
			break
		}
		adapter, u.Channel = above, cmp.Or(u.Channel, up[3])
	}
	u.Product = cmp.Or(strings.TrimSpace(adapter.reported), n.name())
	if !strings.HasPrefix(n.maker, "(") && n.maker != vendorOfSystem { // (Standard port types)
		u.Maker = n.maker
	}
	u.Serial, u.Port = adapter.serial(), winPlace(adapter.location)
	if channel, is := strings.CutPrefix(n.ftdi(), u.Serial); is && u.Serial != "" {
		u.Channel = cmp.Or(u.Channel, channel)
	}
	if u.Port == "" && u.Serial == "" {
		u.Port = adapter.instance() // made of the socket, where nothing else tells it
	}
	return u
}

// instance is the last part of the name.
func (n devnode) instance() string { return n.id[strings.LastIndexByte(n.id, '\\')+1:] }

// serial is the adapter's serial number. The system makes the name of one
// without of its socket, with & in it.
func (n devnode) serial() string {
	if !strings.HasPrefix(strings.ToUpper(n.id), `USB\`) {
		return strings.TrimRight(n.ftdi(), "ABCD") // the bus is all that is known
	}
	if last := n.instance(); !strings.Contains(last, "&") {
		return last
	}
	return ""
}

// ftdi is the serial number with the channel's letter behind it, as FTDI's bus
// names its ports: FTDIBUS\VID_0403+PID_6001+A1B2C3A\0000.
func (n devnode) ftdi() string {
	rest, is := strings.CutPrefix(strings.ToUpper(n.id), `FTDIBUS\`)
	parts := strings.Split(strings.SplitN(rest, `\`, 2)[0], "+")
	if !is || len(parts) != 3 || strings.Contains(parts[2], "&") {
		return ""
	}
	return parts[2]
}

// locationPart is one step of a location: the controller's or a hub's port.
var locationPart = regexp.MustCompile(`(PCI|USB)\(([0-9A-Fa-f]+)\)`)

// winPlace makes 1400-3.4 of a location: the controller, and the sockets from
// there.
func winPlace(location string) string {
	var controller string
	var sockets []string
	for _, part := range locationPart.FindAllStringSubmatch(location, -1) {
		if part[1] == "PCI" {
			controller = part[2]
		} else {
			sockets = append(sockets, part[2])
		}
	}
	if len(sockets) == 0 {
		return ""
	}
	return controller + "-" + strings.Join(sockets, ".")
}

// winPath is the name under which Windows lists a port that is written as COM6,
// com6: or \\.\COM6. It is empty for a folder or a drive.
func winPath(path string) string {
	path = strings.TrimSpace(path)
	for _, device := range []string{`\\.\`, `//./`, `\\?\`} {
		path = strings.TrimPrefix(path, device)
	}
	if name, is := strings.CutSuffix(path, ":"); is && len(name) > 1 { // one letter is a drive
		path = name
	}
	if strings.ContainsAny(path, `\/:`) || path == "." || path == ".." {
		return ""
	}
	if upper := strings.ToUpper(path); strings.HasPrefix(upper, "COM") {
		return upper
	}
	return path
}

// findWin is the port of a list that a typed path leads to.
func findWin(ports []Port, path string) Port {
	name := cmp.Or(winPath(path), path)
	for _, p := range ports {
		if p.Path == name {
			return p
		}
	}
	return Port{Path: name}
}
