package device

import (
	"errors"
	"fmt"
	"io/fs"

	"go.bug.st/serial"
)

// openError turns what opening a port failed with into what it means.
func openError(path string, err error) error {
	var port *serial.PortError
	if errors.As(err, &port) {
		switch port.Code() {
		case serial.PortBusy:
			return &BusyError{Path: path, Holder: holder(path)}
		case serial.PermissionDenied:
			return permissionError(path)
		case serial.PortNotFound:
			return fmt.Errorf("%s: %w", path, ErrNoPort)
		case serial.InvalidSerialPort:
			return fmt.Errorf("%s: %w (%w)", path, ErrNotPort, err)
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", path, ErrNoPort)
	case errors.Is(err, fs.ErrPermission):
		return permissionError(path)
	case isBusy(err):
		return &BusyError{Path: path, Holder: holder(path)}
	case isDirectory(err):
		return fmt.Errorf("%s: %w", path, ErrNotPort)
	}
	return fmt.Errorf("%s: open: %w", path, err)
}
