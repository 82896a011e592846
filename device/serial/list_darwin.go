package serial

import (
	"fmt"
	"strings"

	bugst "go.bug.st/serial"
)

// systemPorts lists the call-out side of each port. What USB says about it can't
// be asked without cgo.
func systemPorts() ([]Port, error) {
	paths, err := bugst.GetPortsList()
	if err != nil {
		return nil, fmt.Errorf("list the serial ports: %w", err)
	}
	var ports []Port
	for _, path := range paths {
		if strings.HasPrefix(path, "/dev/cu.") {
			ports = append(ports, Port{Path: path})
		}
	}
	return ports, nil
}

// listDisturbs says that a list would disturb ports that are in use. Here a
// port is known by its path, which the system keeps for the adapter.
const listDisturbs = true
