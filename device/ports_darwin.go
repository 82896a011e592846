package device

import (
	"errors"
	"fmt"
	"strings"

	"go.bug.st/serial"
)

// systemPorts lists the call-out side of each port. What USB says of it can't
// be asked without cgo.
func systemPorts() ([]PortInfo, error) {
	paths, err := serial.GetPortsList()
	if err != nil {
		return nil, fmt.Errorf("list the serial ports: %w", err)
	}
	var ports []PortInfo
	for _, path := range paths {
		if strings.HasPrefix(path, "/dev/cu.") {
			ports = append(ports, PortInfo{Path: path})
		}
	}
	return ports, nil
}

// listInUse would disturb ports that are in use: here a port is known by its
// path, which the system keeps for the adapter.
func listInUse() ([]PortInfo, error) { return nil, errors.ErrUnsupported }
