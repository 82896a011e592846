package device

import (
	"cmp"
	"slices"
)

// PortInfo is a serial port that was found. The texts come from the port's
// USB descriptors and are untrusted.
type PortInfo struct {
	Path   string // what OpenPort takes: /dev/ttyUSB0, COM3
	ByID   string // a path that stays the same when it is plugged in again; empty: none
	Driver string // of the kernel; empty: not known
	USB    *USB   // nil: not a USB port
}

// USB is what a USB port says of itself.
type USB struct {
	VendorID, ProductID string // four hexadecimal digits, upper case
	Serial              string // often empty, or the same for all of a kind
	Maker, Product      string
	Place               string // where it is plugged in, such as 1-2.3; empty: not known
}

// Identity names the port across unplugging, as well as it can: a path alone
// may belong to another port the next time.
func (p PortInfo) Identity() string {
	if p.USB == nil {
		return p.Path
	}
	return p.USB.VendorID + ":" + p.USB.ProductID + ":" + p.USB.Serial + "@" + p.USB.Place
}

// Ports lists the serial ports, USB ports first, without opening any on
// Linux. Elsewhere the system may disturb an open port by it, so don't list
// while one is in use. A port that is missing, such as a PTY, can still be
// opened by its path.
func Ports() ([]PortInfo, error) {
	ports, err := systemPorts()
	sortPorts(ports)
	return ports, err
}

// sortPorts puts USB ports first, and ttyUSB2 before ttyUSB10.
func sortPorts(ports []PortInfo) {
	rank := func(p PortInfo) int {
		if p.USB != nil {
			return 0
		}
		return 1
	}
	slices.SortFunc(ports, func(a, b PortInfo) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
			cmp.Compare(len(a.Path), len(b.Path)),
			cmp.Compare(a.Path, b.Path),
		)
	})
}
