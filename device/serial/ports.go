// Package serial is the serial ports of this computer: it lists them, says who
// holds each and why this user may not open it, watches them come and go, and
// opens one.
package serial

import (
	"cmp"
	"errors"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"handback/capability"
)

// DefaultBaud is the rate of a port unless another is asked for, in bits a
// second.
const DefaultBaud = 115200

// UsualRates are the rates of the usual devices, the most usual first, in bits
// a second.
func UsualRates() []int { return []int{115200, 9600, 57600, 38400, 19200, 230400, 460800, 921600} }

// Port is a serial port that was found. The texts come from the port's
// USB descriptors and are untrusted.
type Port struct {
	Path   string // what Open takes: /dev/ttyUSB0, COM3
	ByID   string // a path that stays the same when it is plugged in again; empty: none
	Driver string // of the kernel; empty: not known
	USB    *USB   // nil: not a USB port

	// Friendly is what Windows calls a port that is no USB port, such as
	// Standard Serial over Bluetooth link; empty: nothing is known.
	Friendly string

	Holder string           // another program that has the port, and its process ID; empty: none is known
	Denied *PermissionError // nil: as far as is known without opening it, this user may
}

// USB is what a USB port says of itself.
type USB struct {
	VendorID, ProductID string // four hexadecimal digits, upper case
	Serial              string // often empty, or the same for all of a kind
	Maker, Product      string
	Place               string // where it is plugged in, such as 1-2.3; empty: not known
	Channel             string // which of an adapter's ports it is, such as 1.0; empty: not known
}

// Free reports whether the port could be opened, as far as that is known.
func (p Port) Free() bool { return p.Holder == "" && p.Denied == nil }

// Identity names the port across unplugging, as well as it can: a path alone
// may belong to another port the next time.
func (p Port) Identity() string {
	if p.USB == nil {
		return p.Path
	}
	id := p.USB.VendorID + ":" + p.USB.ProductID + ":" + p.USB.Serial + "@" + p.USB.Place
	if p.USB.Channel != "" {
		id += ":" + p.USB.Channel
	}
	return id
}

// moved reports whether q may be p in another socket: the same adapter by its
// serial number, which only tells adapters apart whose maker numbers them.
func (p Port) moved(q Port) bool {
	if p.USB == nil || q.USB == nil || p.USB.Serial == "" {
		return false
	}
	here, there := *p.USB, *q.USB
	here.Place, there.Place = "", ""
	return here == there
}

// Name is what a person knows the port by: the maker and the kind of its
// adapter, fit to be shown. It is never empty.
func (p Port) Name() string {
	friendly := capability.Printable(p.Friendly)
	switch {
	case p.USB == nil && friendly != "":
		return friendly
	case p.USB == nil && p.Driver == "":
		return "serial port"
	case p.USB == nil:
		return "built-in serial port"
	}
	maker, product := capability.Printable(p.USB.Maker), capability.Printable(p.USB.Product)
	if strings.HasPrefix(strings.ToLower(product), strings.ToLower(maker)) {
		maker = ""
	}
	name := strings.TrimSpace(maker + " " + product)
	if product == "" {
		name = strings.TrimSpace(maker + " " + chip(p.USB))
	}
	return name
}

// chip names an adapter that has no texts of its own by its numbers.
func chip(u *USB) string {
	switch u.VendorID + ":" + u.ProductID {
	case "0403:6001", "0403:6015":
		return "FTDI adapter"
	case "10C4:EA60":
		return "CP210x adapter"
	case "1A86:7523", "1A86:5523":
		return "CH340 adapter"
	case "067B:2303", "067B:23A3":
		return "PL2303 adapter"
	}
	return "USB serial port " + u.VendorID + ":" + u.ProductID
}

// List lists the serial ports, USB ports first, without opening any on Linux
// and Windows. Elsewhere the system may disturb an open port by it, so don't
// list while one is in use. A port that is missing, such as a PTY, can still be
// opened by its path. Whoever lists again and again keeps a [Lister].
func List() ([]Port, error) { return NewLister().List(nil, false) }

// ListInUse lists the ports while some are in use, without their holders. It
// fails with [errors.ErrUnsupported] where a list would disturb them.
func ListInUse() ([]Port, error) {
	if listDisturbs {
		return nil, errors.ErrUnsupported
	}
	return systemPorts()
}

// Find is the port of a list that a typed path leads to, also by a link. A
// path that leads to none of them is a port by itself.
func Find(ports []Port, path string) Port {
	if runtime.GOOS == "windows" { // where ports are no files
		return findWin(ports, path)
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		real = path
	}
	for _, p := range ports {
		if p.Path == path || p.Path == real {
			return p
		}
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return Port{Path: path}
}

// FindAgain is the port of a list that was p before it went away: the same
// adapter in the same socket, or else the only one with its serial number.
func FindAgain(ports []Port, p Port) (Port, bool) {
	var moved []Port
	for _, q := range ports {
		if q.Identity() == p.Identity() {
			return q, true
		}
		if p.moved(q) {
			moved = append(moved, q)
		}
	}
	if len(moved) != 1 {
		return Port{}, false
	}
	return moved[0], true
}

// sortPorts puts USB ports first, and ttyUSB2 before ttyUSB10.
func sortPorts(ports []Port) {
	rank := func(p Port) int {
		if p.USB != nil {
			return 0
		}
		return 1
	}
	slices.SortFunc(ports, func(a, b Port) int {
		return cmp.Or(
			cmp.Compare(rank(a), rank(b)),
			cmp.Compare(len(a.Path), len(b.Path)),
			cmp.Compare(a.Path, b.Path),
		)
	})
}

// ConflictingProgram is a program that is known to take adapters of this kind from who
// plugs them in, and the command that ends that; empty: none is known. It is
// worth telling when the port is among [Changes.TakenAway], or busy without a
// known holder a moment after it came.
func (p Port) ConflictingProgram() (program, command string) {
	if p.USB == nil {
		return "", ""
	}
	switch p.USB.VendorID + ":" + p.USB.ProductID {
	case "0403:6001", "10C4:EA60", "1A86:7523":
		return "brltty", "sudo systemctl mask --now brltty-udev.service brltty.service"
	}
	if p.Driver == "cdc_acm" {
		return "ModemManager", "sudo systemctl stop ModemManager"
	}
	return "", ""
}
