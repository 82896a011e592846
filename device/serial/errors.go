package serial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	bugst "go.bug.st/serial"
)

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
	var port *bugst.PortError
	if errors.As(err, &port) {
		switch port.Code() {
		case bugst.PortBusy:
			return &BusyError{Path: path, Holder: Holder(path)}
		case bugst.PermissionDenied:
			return permissionError(path)
		case bugst.PortNotFound:
			return fmt.Errorf("%s: %w", path, ErrNoPort)
		case bugst.InvalidSerialPort:
			return fmt.Errorf("%s: %w (%w)", path, ErrNotPort, err)
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", path, ErrNoPort)
	case errors.Is(err, fs.ErrPermission):
		return permissionError(path)
	case errors.Is(err, syscall.EBUSY):
		return &BusyError{Path: path, Holder: Holder(path)}
	case errors.Is(err, syscall.EISDIR):
		return fmt.Errorf("%s: %w", path, ErrNotPort)
	}
	return fmt.Errorf("%s: open: %w", path, err)
}
