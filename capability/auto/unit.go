package auto

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"handback/capability"

	"github.com/cenkalti/backoff/v5"
)

// Pauses between two tries of an act that failed. They grow from the first to the
// last, and vary by a half.
const (
	firstPause = 5 * time.Second
	lastPause  = 15 * time.Minute
)

// unit is what is known about a device, and what it is at.
type unit struct {
	device   capability.Identity
	port     string // at which it answers; empty: at none
	twin     string // another port, at which a device with its host ID answers, too
	held     []capability.License
	readAt   time.Time // when held was read
	ret      *capability.Return
	retAt    time.Time // as the list had its last change
	former   time.Time
	scan     bool
	stale    bool // something happened: it is decided on again
	running  bool
	searched bool // the answer is not on what is plugged in

	again time.Time // before which it is not tried; zero: at any time
	pause *backoff.ExponentialBackOff
	odd   string // why it stands still though the rules let it go; empty: it doesn't
	note  string // what happened to the act that failed

	decision Decision
	since    time.Time
	told     Decision
}

// forget lets a unit be decided on as if nothing had failed.
func (u *unit) forget() {
	u.stale, u.searched, u.note = true, false, ""
	if u.twin == "" { // two devices with one host ID stay two
		u.odd = ""
	}
	u.again, u.pause, u.held = time.Time{}, nil, nil
}

// fail has the unit tried again after a pause.
func (u *unit) fail(note string) {
	if u.pause == nil {
		u.pause = backoff.NewExponentialBackOff()
		u.pause.InitialInterval, u.pause.MaxInterval = firstPause, lastPause
	}
	u.note, u.again = note, time.Now().Add(u.pause.NextBackOff())
}

func (u *unit) row() Row {
	r := Row{
		Host: u.device.Host, Serial: u.device.Serial, Model: u.device.Model, Port: u.port,
		Verdict: u.decision.Verdict, Act: u.decision.Act, Why: u.decision.Why, Note: u.note, Since: u.since,
	}
	if u.ret != nil {
		r.Return, r.Stage = u.ret.ID, u.ret.Stage.String()
	}
	return r
}

func (u *unit) event(kind EventKind) Event {
	e := Event{
		Kind: kind, Host: u.device.Host.String(), Serial: u.device.Serial, Model: u.device.Model, Port: u.port,
		Act: u.decision.Act, Why: u.decision.Why, Note: u.note,
	}
	if u.ret != nil {
		e.Return = u.ret.ID
	}
	return e
}

// unitOf is the unit of a device, which may be new.
func (k *keeper) unitOf(d capability.Identity) *unit {
	u, known := k.units[d.Host]
	if !known {
		u = &unit{device: d, stale: true, since: now(), former: k.formers[d.Host]}
		k.units[d.Host] = u
	}
	return u
}

func now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// sorted gives the units in an order that stays.
func (k *keeper) sorted() []*unit {
	return slices.SortedFunc(maps.Values(k.units), func(a, b *unit) int {
		return cmp.Or(cmp.Compare(a.device.Serial, b.device.Serial), cmp.Compare(a.device.Host.String(), b.device.Host.String()))
	})
}

// facts is what a decision on a unit rests on.
func (k *keeper) facts(u *unit) Unit {
	f := Unit{
		Device: u.device, Present: u.port != "", Held: u.held, Return: u.ret, Former: u.former,
		TakenOver: k.unsure || k.taken[u.device.Host], Opened: k.openedToday(), Damaged: k.damaged,
		Stick: k.media != "", Searched: u.searched, Scan: u.scan,
	}
	for _, i := range k.items {
		if i.Host == u.device.Host && time.Now().Before(i.Until) {
			f.Approved = append(f.Approved, i)
		}
	}
	return f
}

// settle notes and tells what was decided on a unit.
func (k *keeper) settle(u *unit, d Decision) {
	if d == u.told {
		return
	}
	u.decision, u.told, u.since = d, d, now()
	kind := map[Verdict]EventKind{Waits: EventWaits, Asks: EventAsks, Leaves: EventLeaves}[d.Verdict]
	if kind != "" && d.Why != NotRead && !k.o.Dry {
		k.tell(u.event(kind))
	}
}

// openedToday counts the returns of the last 24 hours. A clock that is set back
// makes them no fewer, and one that is set forward not those of this process.
func (k *keeper) openedToday() int {
	k.opens = slices.DeleteFunc(k.opens, func(t time.Time) bool { return time.Since(t) >= day })
	return max(k.opened, len(k.opens))
}

const day = 24 * time.Hour

// places are the ports, and who answers there. The bench asks for them on
// goroutines of its own.
type places struct {
	mu    sync.Mutex
	there []string
	ask   []string                     // of the meeting that runs
	at    map[capability.HostID]string // who answered where last
}

// forBench lists the port for a device: that where it answered. Without a device
// they are those of the meeting.
func (p *places) forBench(_ context.Context, host capability.HostID) ([]string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if at := p.at[host]; at != "" {
		return []string{at}, nil
	}
	if host.IsZero() {
		return slices.Clone(p.ask), nil
	}
	return nil, nil
}

// takePorts compares the ports that are there with those before.
func (k *keeper) takePorts(there []string) {
	k.places.mu.Lock()
	before := k.places.there
	k.places.there = there
	k.places.mu.Unlock()
	for _, port := range there {
		if _, known := k.due[port]; !known {
			k.due[port] = time.Now()
		}
	}
	for _, port := range before {
		if !slices.Contains(there, port) {
			delete(k.due, port)
			k.gone(port)
		}
	}
}

// gone takes the units away from a port.
func (k *keeper) gone(port string) {
	for _, u := range k.units {
		if u.port == port && !u.running {
			k.tell(u.event(EventGone))
			k.place(u, "")
			u.forget()
			if u.ret == nil {
				delete(k.units, u.device.Host)
			}
		} else if u.twin == port && !u.running {
			k.due[u.port] = time.Now()
			k.place(u, "")
		}
	}
}

// place notes at which port a unit answers.
func (k *keeper) place(u *unit, port string) {
	u.port, u.twin, u.stale, u.odd, u.held = port, "", true, "", nil
	k.places.mu.Lock()
	defer k.places.mu.Unlock()
	if k.places.at == nil {
		k.places.at = make(map[capability.HostID]string)
	}
	if k.places.at[u.device.Host] = port; port == "" {
		delete(k.places.at, u.device.Host)
	}
}
