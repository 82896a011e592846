package bench

import (
	"context"
	"fmt"
	"sync"
	"time"

	"handback/capability"
)

// Meet asks at all ports at the same time who is there, and with read also for
// the licenses. It tells each as it answers, one at a time, unless each is nil, and
// returns all in the order of the ports. A device that a task works on is not
// disturbed: what it said before counts. Two that answer with one host ID are
// told with an [ErrTwice] in what Meet returns. The error is that of listing the
// ports, [ErrClosed] or ctx.Err().
func (b *Bench) Meet(ctx context.Context, read bool, each func(Met)) ([]Met, error) {
	if err := b.begin(); err != nil {
		return nil, err
	}
	defer b.work.Done()
	ctx, cancel := b.while(ctx, 0)
	defer cancel()
	listed, err := b.ports.list(ctx, capability.HostID{})
	if err != nil {
		return nil, because(ctx, err)
	}
	all := make([]Met, len(listed))
	var asking sync.WaitGroup
	for i, one := range listed {
		asking.Go(func() {
			all[i] = b.meetAt(ctx, one, read)
			if each != nil && ctx.Err() == nil {
				b.telling.Lock()
				defer b.telling.Unlock()
				each(all[i])
			}
		})
	}
	asking.Wait()
	if err := ctx.Err(); err != nil {
		return nil, because(ctx, err)
	}
	markTwins(all)
	return all, nil
}

// markTwins marks those that answered with one host ID.
func markTwins(all []Met) {
	at := make(map[capability.HostID][]int)
	for i, m := range all {
		if m.Err == nil {
			at[m.Identity.Host] = append(at[m.Identity.Host], i)
		}
	}
	for host, twins := range at {
		if len(twins) < 2 {
			continue
		}
		for _, i := range twins {
			all[i].Err = fmt.Errorf("%w: %s, at %s and %s", ErrTwice, host, all[twins[0]].Port, all[twins[1]].Port)
		}
	}
}

// meetAt asks at one port.
func (b *Bench) meetAt(ctx context.Context, one *port, read bool) Met {
	p := &b.ports
	if _, _, known := p.look(one); known {
		return b.metBefore(one)
	}
	select {
	case one.turn <- struct{}{}:
	default: // somebody asks just now, or sits down
		if err := p.ask(ctx, []*port{one}, time.Now(), longest); err != nil {
			return Met{Port: one.name, Err: err}
		}
		return b.metBefore(one)
	}
	p.use(one, 1)
	s := &seat{port: one}
	dev, who, err := p.open(ctx, one)
	m := Met{Port: one.name, Identity: who, Err: err}
	if s.Device = dev; dev != nil && read {
		m.Licenses, m.Err = dev.Licenses(ctx, nil)
	}
	if m.Err == nil && read {
		b.rows.holds(who.Host, m.Licenses)
	}
	p.mu.Lock()
	one.note(who, err)
	p.mu.Unlock()
	p.leave(s, false)
	return m
}

// metBefore is what is known about a port.
func (b *Bench) metBefore(one *port) Met {
	who, why, _ := b.ports.look(one)
	m := Met{Port: one.name, Identity: who, Err: why}
	if why == nil {
		m.Licenses = b.rows.held(who.Host)
	}
	return m
}
