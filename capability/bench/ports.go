package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"handback/capability"
)

// How long the bench waits for answers at ports.
const (
	// patience is for the ports at which a unit is not expected: whether a second
	// device with its host ID is there. A port that needs longer counts as
	// empty until it answers, and is waited for no more.
	patience = 5 * time.Second

	// longest is for a unit that was found nowhere yet.
	longest = time.Minute
)

// ports are the ports of the bench, and who answered at them last.
type ports struct {
	bench *Bench

	mu     sync.Mutex
	all    map[string]*port
	sought map[capability.HostID]int // tasks that look for their device now
}

// port is one port. The lock of ports guards what follows the turn.
type port struct {
	name  string
	turn  turn // to have it open; a seat keeps it
	users int  // that have the turn or wait for it

	who    capability.Identity // that answered last; zero: nobody
	why    error               // why nobody did
	heard  time.Time           // when that was found out; zero: nobody asked yet
	seated bool                // a task has it open, and who is there for sure
	parked capability.Device   // open, for the task that looks for who; nil: none

	asking chan struct{} // closed when it is known who is there; nil: nobody asks now
	late   bool          // that takes longer than the bench waits for
}

// known reports whether it is known for sure who is at the port.
func (one *port) known() bool { return one.seated || one.parked != nil }

// note takes down who is there.
func (one *port) note(who capability.Identity, err error) {
	if err != nil {
		who = capability.Identity{}
	}
	one.who, one.why, one.heard = who, err, time.Now()
	if one.asking != nil {
		close(one.asking)
		one.asking, one.late = nil, false
	}
}

// list gives the ports that may be asked now, and those that the bench itself has
// open. It forgets the others: an adapter that was pulled may come back with another
// device.
func (p *ports) list(ctx context.Context, host capability.HostID) ([]*port, error) {
	names, err := p.bench.o.Ports(ctx, host)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	var listed []*port
	for _, name := range names {
		if p.all[name] == nil {
			p.all[name] = &port{name: name, turn: newTurn()}
		}
		if one := p.all[name]; !slices.Contains(listed, one) {
			listed = append(listed, one)
		}
	}
	for name, one := range p.all {
		switch {
		case slices.Contains(listed, one):
		case one.users > 0 || one.parked != nil:
			listed = append(listed, one)
		default:
			delete(p.all, name)
		}
	}
	return listed, nil
}

// use has a port stay in the list for as long as somebody needs it, or with -1 no
// more.
func (p *ports) use(one *port, by int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	one.users += by
}

// where are the ports at which the device of a host ID answered last, the latest
// answer first.
func (p *ports) where(host capability.HostID) []*port {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []*port
	for _, one := range p.all {
		if !one.heard.IsZero() && one.why == nil && one.who.Host == host {
			found = append(found, one)
		}
	}
	slices.SortFunc(found, func(a, b *port) int { return b.heard.Compare(a.heard) })
	return found
}

// look says what is known about a port.
func (p *ports) look(one *port) (who capability.Identity, why error, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return one.who, one.why, one.known()
}

// ask finds out at ports at the same time who is there, unless that is known or was
// found out since a time, and waits so long for the answers. All who want to know
// wait for the same question.
func (p *ports) ask(ctx context.Context, at []*port, since time.Time, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for _, answered := range p.question(at, since) {
		select {
		case <-answered:
		case <-timer.C:
			p.giveUpOn(at)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// question begins to ask where nobody does yet.
func (p *ports) question(at []*port, since time.Time) []<-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	var all []<-chan struct{}
	for _, one := range at {
		heard := !one.heard.IsZero() && !one.heard.Before(since)
		if one.known() || heard || one.late && since.IsZero() {
			continue
		}
		if one.asking == nil {
			if p.bench.begin() != nil {
				return nil
			}
			one.asking = make(chan struct{})
			one.users++
			go p.identify(one, one.asking)
		}
		all = append(all, one.asking)
	}
	return all
}

func (p *ports) giveUpOn(at []*port) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range at {
		one.late = one.asking != nil
	}
}

// identify asks who is at a port. A device that a task looks for stays open for it.
func (p *ports) identify(one *port, asked chan struct{}) {
	defer p.bench.work.Done()
	defer p.use(one, -1)
	ctx, cancel := context.WithTimeout(p.bench.life, longest)
	defer cancel()
	if one.turn.take(ctx, nil) == nil {
		defer one.turn.give()
	}
	p.mu.Lock()
	answered := one.asking != asked // by a task that opened it meanwhile
	p.mu.Unlock()
	if answered {
		return
	}
	dev, who, err := p.open(ctx, one)
	p.mu.Lock()
	one.note(who, err)
	if err == nil && p.sought[who.Host] > 0 {
		one.parked, dev = dev, nil
	}
	p.mu.Unlock()
	shut(dev)
}

// open opens a port and asks who is there. The caller has the turn.
func (p *ports) open(ctx context.Context, one *port) (capability.Device, capability.Identity, error) {
	if err := ctx.Err(); err != nil {
		return nil, capability.Identity{}, err
	}
	dev, who, err := p.bench.o.Open(ctx, one.name)
	if err != nil {
		return nil, who, fmt.Errorf("%s: %w", one.name, err)
	}
	p.bench.rows.met(who, one.name)
	return dev, who, nil
}

// shut closes a device that nobody needs any more. What the port says to that
// concerns nobody: what was done on it was checked before.
func shut(dev capability.Device) {
	if dev != nil {
		_ = dev.Close()
	}
}

// seat is a device that a task has to itself.
type seat struct {
	capability.Device
	port *port
}

// sit takes the device at a port, if it is the one of that host ID; nil: it is not
// there any more.
func (p *ports) sit(ctx context.Context, one *port, host capability.HostID, waiting func()) (*seat, error) {
	p.use(one, 1)
	err := one.turn.take(ctx, waiting)
	if err != nil {
		p.use(one, -1)
		return nil, err
	}
	s := &seat{port: one}
	var who capability.Identity
	if s.Device, who = p.unpark(one, host); s.Device == nil {
		s.Device, who, err = p.open(ctx, one)
	}
	p.mu.Lock()
	one.note(who, err)
	one.seated = err == nil && who.Host == host
	there := one.seated
	p.mu.Unlock()
	if there {
		return s, nil
	}
	p.leave(s, false)
	return nil, ctx.Err()
}

// unpark gives the device that was kept open at a port, if it is the one of that
// host ID. Another one is closed: its task asks again.
func (p *ports) unpark(one *port, host capability.HostID) (capability.Device, capability.Identity) {
	p.mu.Lock()
	dev, who := one.parked, one.who
	one.parked = nil
	p.mu.Unlock()
	if dev != nil && who.Host != host {
		shut(dev)
		dev = nil
	}
	return dev, who
}

// leave gives a port back. With other set, somebody else was there at last.
func (p *ports) leave(s *seat, other bool) {
	shut(s.Device)
	p.mu.Lock()
	s.port.seated = false
	s.port.users--
	if other {
		s.port.who, s.port.heard = capability.Identity{}, time.Time{}
	}
	p.mu.Unlock()
	s.port.turn.give()
}

// stands reports whether the device of that host ID answers at a port now.
func (p *ports) stands(ctx context.Context, one *port, host capability.HostID) bool {
	if who, _, known := p.look(one); known {
		return who.Host == host
	}
	now := time.Now()
	err := p.ask(ctx, []*port{one}, now, patience)
	who, why, _ := p.look(one)
	return err == nil && why == nil && who.Host == host
}

// seek counts a task that looks for its device, or with -1 no more. What was kept
// open for it and was not taken is closed.
func (p *ports) seek(host capability.HostID, by int) {
	p.mu.Lock()
	var left []capability.Device
	if p.sought[host] += by; p.sought[host] == 0 {
		delete(p.sought, host)
		for _, one := range p.all {
			if one.parked != nil && one.who.Host == host {
				left, one.parked = append(left, one.parked), nil
			}
		}
	}
	p.mu.Unlock()
	for _, dev := range left {
		shut(dev)
	}
}

// find finds the device of a host ID, and takes it. Two that answer with it at the
// same time are an [ErrTwice]; none is an [ErrNotThere], with what the ports say.
func (p *ports) find(ctx context.Context, host capability.HostID, waiting func()) (*seat, error) {
	p.seek(host, 1)
	defer p.seek(host, -1)
	began := time.Now()
	listed, err := p.list(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, round := range []struct {
		since time.Time
		wait  time.Duration
	}{{time.Time{}, patience}, {began, longest}} {
		if err := p.ask(ctx, listed, round.since, round.wait); err != nil {
			return nil, err
		}
		if s, err := p.take(ctx, host, waiting); s != nil || err != nil {
			return s, err
		}
	}
	why := []error{ErrNotThere}
	for _, one := range listed {
		if _, err, _ := p.look(one); err != nil {
			why = append(why, err)
		}
	}
	return nil, errors.Join(why...)
}

// take takes the device where it answered last, unless it is at two ports. It
// is nil where it answers at none.
func (p *ports) take(ctx context.Context, host capability.HostID, waiting func()) (*seat, error) {
	for {
		at := p.where(host)
		if len(at) == 0 {
			return nil, nil
		}
		s, err := p.sit(ctx, at[0], host, waiting)
		if err != nil {
			return nil, err
		}
		if s == nil {
			continue
		}
		if err := p.once(ctx, s, host); err != nil {
			p.leave(s, false)
			return nil, err
		}
		return s, nil
	}
}

// once checks that the device is at no other port. The error is an [ErrTwice].
func (p *ports) once(ctx context.Context, s *seat, host capability.HostID) error {
	for _, one := range p.where(host) {
		if one != s.port && p.stands(ctx, one, host) {
			return fmt.Errorf("%w: %s, at %s and %s", ErrTwice, host, s.port.name, one.name)
		}
	}
	return nil
}
