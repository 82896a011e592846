package main

import (
	"handback/capability"
	"handback/device"
	"handback/device/heard"
)

type probedJSON struct {
	Port     portJSON        `json:"port"`
	Protocol device.Protocol `json:"protocol,omitempty"`
	Baud     int             `json:"baud,omitempty"`
	Device   *deviceJSON     `json:"device,omitempty"`
	Heard    heard.Kind      `json:"heard"`
	Sample   string          `json:"sample,omitempty"`
	Sent     []sentJSON      `json:"sent"`
	Error    string          `json:"error,omitempty"`
}

// sentJSON is what was sent at one rate, each line as it was, and the
// number of bytes that came back.
type sentJSON struct {
	Baud     int      `json:"baud"`
	Lines    []string `json:"lines"`
	Received int64    `json:"received"`
}

func newProbedJSON(p device.Probed, m *device.PortHistory) probedJSON {
	j := probedJSON{
		Port: newPortJSON(p.Port, m), Protocol: p.Protocol, Baud: p.Baud,
		Heard: p.Heard, Sample: p.Sample, Sent: make([]sentJSON, 0, len(p.Sent)),
	}
	if p.Identity != nil {
		d := newDeviceJSON(*p.Identity)
		j.Device = &d
	}
	if p.Err != nil {
		j.Error = capability.Printable(p.Err.Error())
	}
	for _, s := range p.Sent {
		lines := make([]string, 0, len(s.Lines))
		for _, line := range s.Lines {
			lines = append(lines, string(line))
		}
		j.Sent = append(j.Sent, sentJSON{s.Baud, lines, s.Received})
	}
	return j
}
