package main

import (
	"time"

	"handback/capability"
	"handback/device"
	"handback/device/serial"
)

type portJSON struct {
	Path    string `json:"path"`
	Name    string `json:"name"`
	ByID    string `json:"by_id,omitempty"`
	Driver  string `json:"driver,omitempty"`
	Vendor  string `json:"usb_vendor,omitempty"`
	Model   string `json:"usb_product,omitempty"`
	Serial  string `json:"usb_serial,omitempty"`
	Maker   string `json:"maker,omitempty"`
	Product string `json:"product,omitempty"`
	Place   string `json:"place,omitempty"`

	Free     bool          `json:"free"`
	Holder   string        `json:"holder,omitempty"`
	Denied   *deniedJSON   `json:"denied,omitempty"`
	Answered *answeredJSON `json:"answered_last,omitempty"`
}

// deniedJSON is what keeps the user from a port.
type deniedJSON struct {
	Group   string `json:"group,omitempty"`
	Command string `json:"command,omitempty"`
	Joined  bool   `json:"joined,omitempty"`
}

type answeredJSON struct {
	Vendor string            `json:"vendor"`
	Model  string            `json:"model"`
	Serial string            `json:"serial"`
	Host   capability.HostID `json:"host"`
	Baud   int               `json:"baud"`
	Seen   time.Time         `json:"seen"`
}

func newPortsJSON(found []serial.Port, m *device.PortHistory) []portJSON {
	list := make([]portJSON, 0, len(found))
	for _, p := range found {
		list = append(list, newPortJSON(p, m))
	}
	return list
}

func newPortJSON(p serial.Port, m *device.PortHistory) portJSON {
	j := portJSON{Path: p.Path, Name: p.Name(), ByID: p.ByID, Driver: p.Driver, Free: p.Free(), Holder: p.Holder}
	if u := p.USB; u != nil {
		j.Vendor, j.Model, j.Serial, j.Maker, j.Product, j.Place = u.VendorID, u.ProductID, u.Serial, u.Maker, u.Product, u.Place
	}
	if d := p.Denied; d != nil {
		j.Denied = &deniedJSON{d.Group, d.Command, d.Joined}
	}
	if a, ok := m.At(p); ok {
		j.Answered = &answeredJSON{a.Vendor, a.Model, a.Serial, a.Host, a.Baud, a.Seen}
	}
	return j
}
