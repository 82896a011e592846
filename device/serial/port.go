// Package serial is the serial ports of this computer: it lists them, says who
// holds each and why this user may not open it, watches them come and go, and
// opens one.
package serial

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"handback/capability"

	bugst "go.bug.st/serial"
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
	Gone   bool             // it was named, and nothing is there now
}

// USB is what a USB port says about itself.
type USB struct {
	VendorID, ProductID string // four hexadecimal digits, upper case
	Serial              string // often empty, or the same for all of a kind
	Maker, Product      string
	Port                string // where it is plugged in, such as 1-2.3; empty: not known
	Channel             string // which of an adapter's ports it is, such as 1.0; empty: not known
}

// Free reports whether the port could be opened, as far as that is known.
func (p Port) Free() bool { return p.Holder == "" && p.Denied == nil && !p.Gone }

// Identity names the port across unplugging, as well as it can: a path alone
// may belong to another port the next time.
func (p Port) Identity() string {
	if p.USB == nil {
		return p.Path
	}
	id := p.USB.kind() + ":" + p.USB.Serial + "@" + p.USB.Port
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
	here.Port, there.Port = "", ""
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
		name = strings.TrimSpace(maker + " " + cmp.Or(chips[p.USB.kind()], "USB serial port "+p.USB.kind()))
	}
	return name
}

// kind is vendor and product, as in 0403:6001.
func (u *USB) kind() string { return u.VendorID + ":" + u.ProductID }

// chips name the usual adapters, by kind, that may have no texts of their own.
var chips = map[string]string{
	"0403:6001": "FTDI adapter", "0403:6015": "FTDI adapter",
	"10C4:EA60": "CP210x adapter",
	"1A86:7523": "CH340 adapter", "1A86:5523": "CH340 adapter",
	"067B:2303": "PL2303 adapter", "067B:23A3": "PL2303 adapter",
}

// ConflictingProgram names a program that is known to take adapters of this
// kind away from whoever plugs them in, and the command that ends that; empty:
// none is known. It is worth telling when the port is among
// [Changes.TakenAway], or busy without a known holder a moment after it came.
func (p Port) ConflictingProgram() (program, command string) {
	switch {
	case p.USB == nil:
		return "", ""
	case slices.Contains([]string{"0403:6001", "10C4:EA60", "1A86:7523"}, p.USB.kind()):
		return "brltty", "sudo systemctl mask --now brltty-udev.service brltty.service"
	case p.Driver == "cdc_acm":
		return "ModemManager", "sudo systemctl stop ModemManager"
	}
	return "", ""
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

// What can be wrong with a port.
var (
	// ErrUnplugged says that the port went away while it was in use.
	ErrUnplugged = errors.New("the port was unplugged")

	// ErrNoPort says that there is no port of this name, or no longer.
	ErrNoPort = errors.New("there is no such port")

	// ErrNotPort says that a path leads to something else.
	ErrNotPort = errors.New("this is not a serial port")

	// ErrRate says that the system can't drive the port at a rate.
	ErrRate = errors.New("the port can't be set to this rate")

	// ErrStuck says that the driver of a port does not let it go. It is an
	// os.ErrDeadlineExceeded, as [wire.Conn] wants it.
	ErrStuck = fmt.Errorf("the driver does not let the port go: %w", os.ErrDeadlineExceeded)

	// ErrTooManyFiles says that the program has too many files open for the
	// port to be read.
	ErrTooManyFiles = errors.New("too many files are open in this program")

	// ErrBusy is what a *BusyError is.
	ErrBusy = errors.New("the port is in use by another program")

	// ErrPermission is what a *PermissionError is.
	ErrPermission = errors.New("this user may not open the port")
)

// BusyError says that another program has the port.
type BusyError struct {
	Path   string
	Holder string // the program and its process ID; empty: not known
}

func (e *BusyError) Error() string {
	if e.Holder == "" {
		return fmt.Sprintf("%s: %v", e.Path, ErrBusy)
	}
	return fmt.Sprintf("%s: %v: %q", e.Path, ErrBusy, e.Holder)
}

func (e *BusyError) Unwrap() error { return ErrBusy }

// PermissionError says that the user may not open the port, and what to do.
type PermissionError struct {
	Path    string
	Group   string // whose members may; empty: not known
	Command string // what lets the user in after the next login; empty: not known
	Joined  bool   // the user is a member already, but was not yet at the last login
}

func (e *PermissionError) Error() string {
	switch {
	case e.Group == "":
		return fmt.Sprintf("%s: %v", e.Path, ErrPermission)
	case e.Joined:
		return fmt.Sprintf("%s: %v: only members of the group %s may, which the user becomes by logging in again", e.Path, ErrPermission, e.Group)
	}
	return fmt.Sprintf("%s: %v: only members of the group %s may; run %q and log in again", e.Path, ErrPermission, e.Group, e.Command)
}

func (e *PermissionError) Unwrap() error { return ErrPermission }

// openError turns what opening a port failed with into what it means.
func openError(path string, err error) error {
	is := func(code bugst.PortErrorCode) bool {
		port, found := errors.AsType[*bugst.PortError](err)
		return found && port.Code() == code
	}
	switch {
	case is(bugst.InvalidSerialPort):
		return fmt.Errorf("%s: %w (%w)", path, ErrNotPort, err)
	case is(bugst.PortNotFound), errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", path, ErrNoPort)
	case is(bugst.PermissionDenied), errors.Is(err, fs.ErrPermission):
		return permissionError(path)
	case is(bugst.PortBusy), errors.Is(err, syscall.EBUSY):
		return &BusyError{Path: path, Holder: Holder(path)}
	case errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%s: %w", path, ErrNotPort)
	}
	return fmt.Errorf("%s: open: %w", path, err)
}
