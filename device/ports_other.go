//go:build !linux && !darwin

package device

import (
	"errors"
	"fmt"
	"strings"

	"go.bug.st/serial/enumerator"
)

// systemPorts asks again when a port that vanished meanwhile spoiled the list.
func systemPorts() ([]PortInfo, error) {
	var list []*enumerator.PortDetails
	var err error
	for range 3 {
		if list, err = enumerator.GetDetailedPortsList(); err == nil {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("list the serial ports: %w", err)
	}
	var ports []PortInfo
	for _, details := range list {
		if details.Name == "" {
			continue
		}
		port := PortInfo{Path: details.Name}
		if details.IsUSB {
			port.USB = &USB{
				VendorID: strings.ToUpper(details.VID), ProductID: strings.ToUpper(details.PID),
				Serial: details.SerialNumber, Maker: details.Manufacturer, Product: details.Product,
			}
		}
		ports = append(ports, port)
	}
	return ports, nil
}

// listInUse would disturb ports that are in use: here a port is known by its
// path, which the system keeps for the adapter.
func listInUse() ([]PortInfo, error) { return nil, errors.ErrUnsupported }
