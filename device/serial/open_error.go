package serial

import (
	"errors"
	"fmt"
	"io/fs"

	bugst "go.bug.st/serial"
)

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
	case isBusy(err):
		return &BusyError{Path: path, Holder: Holder(path)}
	case isDirectory(err):
		return fmt.Errorf("%s: %w", path, ErrNotPort)
	}
	return fmt.Errorf("%s: open: %w", path, err)
}
