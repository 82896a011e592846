package work

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"handback/device"
	"handback/device/serial"
)

// Port is a port with what is known of it.
type Port struct {
	serial.Port
	Last  *device.LastDevice  // who answered there last; nil: not known
	Found *device.ProbeResult // by the probe since it was plugged in; nil: it was not asked
}

// portList are the ports as they were listed last, with what a probe found at
// them since they were plugged in.
type portList struct {
	list  []Port
	watch serial.Watch
	found map[string]device.ProbeResult // by identity

	takenAway []serial.Port // those that another program seems to have taken away last
}

// update takes a new list.
func (p *portList) update(now time.Time, ports []serial.Port, known func(serial.Port) (device.LastDevice, bool)) {
	changes := p.watch.Diff(now, ports)
	if len(changes.Came)+len(changes.TakenAway) > 0 {
		p.takenAway = changes.TakenAway
	}
	for _, gone := range changes.Went {
		delete(p.found, gone.Identity())
	}
	p.list = make([]Port, len(ports))
	for i, info := range ports {
		p.list[i] = Port{Port: info}
		if found, asked := p.found[info.Identity()]; asked {
			p.list[i].Found = &found
		}
		if known == nil {
			continue
		}
		if last, met := known(info); met {
			p.list[i].Last = &last
		}
	}
}

// note keeps what a probe found.
func (p *portList) note(found device.ProbeResult) {
	if p.found == nil {
		p.found = make(map[string]device.ProbeResult)
	}
	p.found[found.Port.Identity()] = found
	p.list = slices.Clone(p.list) // the screens show the old one
	for i := range p.list {
		if p.list[i].Path == found.Port.Path {
			p.list[i].Found = &found
		}
	}
}

// maxNamed is how many ports that were typed stay in the list.
const maxNamed = 4

// namedPorts are the ports that are in the list because a person named them.
func (w *Worker) namedPorts() []string {
	if w.options.Port == "" {
		return w.named
	}
	return append([]string{w.options.Port}, w.named...)
}

// keepPort keeps a port that was typed in the list, unless it was mistyped: err
// is what came of opening it.
func (w *Worker) keepPort(path string, err error) {
	listed := slices.ContainsFunc(w.ports.list, func(p Port) bool { return p.Path == path || p.ByID == path })
	if listed || errors.Is(err, serial.ErrNoPort) || slices.Contains(w.namedPorts(), path) {
		return
	}
	w.named = append(w.named, path)
	w.named = w.named[max(0, len(w.named)-maxNamed):]
}

// FreePorts are the ports that a probe may ask.
func FreePorts(ports []Port) []serial.Port {
	var all []serial.Port
	for _, p := range ports {
		if p.Free() {
			all = append(all, p.Port)
		}
	}
	return all
}

// rate is the rate to use at a port, in bits a second: that at which a probe
// found somebody, else the configured one, else that of who answered there
// last; 0: none is known.
func (p *portList) rate(path string, configured int) int {
	for _, port := range p.list {
		switch {
		case port.Path != path && port.ByID != path:
		case port.Found != nil && port.Found.Baud > 0:
			return port.Found.Baud
		case port.Last != nil:
			return cmp.Or(configured, port.Last.Baud)
		}
	}
	return configured
}
