package work

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"handback/device"
	"handback/device/serial"
)

// SeenPort is a port with what is known of it.
type SeenPort struct {
	serial.Port
	Last  *device.LastDevice // who answered there last; nil: not known
	Found *device.Probed     // by the probe since it was plugged in; nil: it was not asked
}

// portList are the ports as they were listed last, with what a probe found at
// them since they were plugged in.
type portList struct {
	list  []SeenPort
	watch serial.Watch
	found map[string]device.Probed // by identity

	takenAway []serial.Port // those that somebody else seems to have taken away last
}

// see takes a new list.
func (p *portList) see(now time.Time, ports []serial.Port, known func(serial.Port) (device.LastDevice, bool)) {
	changes := p.watch.Diff(now, ports)
	if len(changes.Came)+len(changes.TakenAway) > 0 {
		p.takenAway = changes.TakenAway
	}
	for _, gone := range changes.Went {
		delete(p.found, gone.Identity())
	}
	p.list = make([]SeenPort, len(ports))
	for i, info := range ports {
		p.list[i] = SeenPort{Port: info}
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
func (p *portList) note(found device.Probed) {
	if p.found == nil {
		p.found = make(map[string]device.Probed)
	}
	p.found[found.Port.Identity()] = found
	p.list = slices.Clone(p.list) // the screens look at the one before
	for i := range p.list {
		if p.list[i].Path == found.Port.Path {
			p.list[i].Found = &found
		}
	}
}

// maxNamed is how many ports that were typed stay in the list.
const maxNamed = 4

// namedPorts are the ports that are in the list because a person named them.
func (b *Worker) namedPorts() []string {
	if b.O.Port == "" {
		return b.named
	}
	return append([]string{b.O.Port}, b.named...)
}

// name keeps a port that was typed in the list, unless it is a slip: err is
// what came of opening it.
func (b *Worker) name(path string, err error) {
	listed := slices.ContainsFunc(b.ports.list, func(p SeenPort) bool { return p.Path == path || p.ByID == path })
	if listed || errors.Is(err, serial.ErrNoPort) || slices.Contains(b.namedPorts(), path) {
		return
	}
	b.named = append(b.named, path)
	b.named = b.named[max(0, len(b.named)-maxNamed):]
}

// Free are the ports that a probe may ask.
func Free(ports []SeenPort) []serial.Port {
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
