package work

import (
	"cmp"
	"errors"
	"slices"
	"sync"
	"time"

	"handback/capability"
	"handback/capability/bench"
	"handback/tui/text"
)

// board is what the bench shows, while many goroutines change it. Its units keep
// their places.
type board struct {
	mu  sync.Mutex
	now Bench
}

// seen is the bench as it is now.
func (b *board) seen() Bench {
	b.mu.Lock()
	defer b.mu.Unlock()
	seen := b.now
	seen.Units = slices.Clone(seen.Units)
	return seen
}

// change changes the bench.
func (b *board) change(do func(now *Bench)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	do(&b.now)
}

// tell shows a sentence as news.
func (b *board) tell(news string, bad bool) {
	b.change(func(now *Bench) { now.News, now.Bad = news, bad })
}

// reopen begins again. The units keep their places, and are to be met again.
func (n *Bench) reopen() {
	units := n.Units
	for i := range units {
		units[i] = Unit{Key: units[i].Key, Device: units[i].Device, Return: units[i].Return, Held: units[i].Held}
	}
	*n = Bench{Open: true, Asked: n.Asked, Units: units}
}

// Working counts the units of which an act runs.
func (n Bench) Working() int {
	working := 0
	for _, u := range n.Units {
		if n.Standing(u) == UnitRuns {
			working++
		}
	}
	return working
}

// unit is the row of a return, else that of the device: of its open return, or of
// the closed one that another can follow. Nil: there is none. An empty id means any.
func (n *Bench) unit(host capability.HostID, id capability.ReturnID) *Unit {
	at := -1
	if id != "" {
		at = slices.IndexFunc(n.Units, func(u Unit) bool { return u.Return.ID == id })
	}
	if at < 0 && !host.IsZero() {
		at = slices.IndexFunc(n.Units, func(u Unit) bool { return u.Device.Host == host && (id == "" || !u.Return.Open()) })
	}
	if at < 0 {
		return nil
	}
	return &n.Units[at]
}

// add makes a row for a device. Where that has one already, as with a case of another
// laptop, the return tells them apart. Devices without a return answer in any order:
// they stand below the others by serial number and host ID.
func (n *Bench) add(d capability.Identity, id capability.ReturnID) *Unit {
	key := string(id)
	if !d.Host.IsZero() && n.unit(d.Host, "") == nil {
		key = d.Host.String()
	}
	at := len(n.Units)
	for id == "" && at > 0 && n.Units[at-1].Return.ID == "" && byName(d, n.Units[at-1].Device) < 0 {
		at--
	}
	n.Units = slices.Insert(n.Units, at, Unit{Key: key, Device: d})
	return &n.Units[at]
}

func byName(a, b capability.Identity) int {
	return cmp.Or(cmp.Compare(a.Serial, b.Serial), cmp.Compare(a.Host.String(), b.Host.String()))
}

// put takes over a return as it is now. One of a device that has a row goes there.
func (n *Bench) put(r capability.Return) *Unit {
	u := n.unit(r.Device.Host, r.ID)
	if u == nil {
		u = n.add(r.Device, r.ID)
	}
	u.Return, u.Held = r, r.Held()
	return u
}

// meet takes over who answered at a port. Whoever answered there before is not there
// any more.
func (n *Bench) meet(m bench.Met) {
	n.leave(m.Port)
	if m.Err != nil || m.Identity.Host.IsZero() {
		n.Silent++
		return
	}
	u := n.unit(m.Identity.Host, "")
	if u == nil {
		u = n.add(m.Identity, "")
	}
	u.Device, u.Port, u.Held = m.Identity, m.Port, m.Licenses
	if errors.Is(u.Err, bench.ErrTwice) {
		u.Err = nil
	}
}

// twins takes over that two devices answered with one host ID. Nobody knows which is
// the one that is meant.
func (n *Bench) twins(all []bench.Met) {
	for _, m := range all {
		if u := n.unit(m.Identity.Host, ""); u != nil && errors.Is(m.Err, bench.ErrTwice) {
			u.Err, u.Port = m.Err, ""
			n.News, n.Bad = text.BenchFailed(u.Device, m.Err), true
		}
	}
}

// happened takes over what happened to a unit.
func (n *Bench) happened(e bench.Event, at time.Time) {
	u := n.unit(e.Host, e.Return)
	if u == nil {
		return
	}
	if u.State != e.State || u.Act.Kind != e.Act.Kind || u.Progress.What != e.Progress.What || u.Progress.Done > e.Progress.Done {
		u.Since = at
	}
	u.State, u.Progress = e.State, e.Progress
	if e.Act.Kind != "" {
		u.Act = e.Act
	}
	if e.Port != "" {
		n.leave(e.Port)
		u.Port = e.Port
	}
	if e.Done == nil {
		return
	}
	u.Return, u.Nothing = e.Done.Return, false
	if e.Done.Return.After != nil {
		u.Held = e.Done.Return.After
	}
	n.News, n.Bad = text.BenchDone(*e.Done), false
}

// leave notes that no unit is at a port.
func (n *Bench) leave(port string) {
	for i := range n.Units {
		if n.Units[i].Port == port {
			n.Units[i].Port = ""
		}
	}
}

// ended takes over what came of a task.
func (n *Bench) ended(r capability.Return, is site, err error) *Unit {
	u := n.put(r)
	u.site = is
	u.State, u.Err, u.Progress = bench.Ended, nil, capability.Progress{}
	if !waits(err) {
		u.State, u.Err = bench.Failed, err
		n.News, n.Bad = text.BenchFailed(u.Device, err), true
	}
	return u
}

// started takes over what came of opening a return for a unit.
func (n *Bench) started(u Unit, r capability.Return, is site, err error) {
	at := n.unit(u.Device.Host, "")
	if at == nil {
		return
	}
	at.State, at.Err = bench.Ended, nil
	if err == nil {
		at.Return, at.Device, at.site = r, r.Device, is
		n.News, n.Bad = text.Opened(r), false
		return
	}
	if !waits(err) {
		at.State, at.Err = bench.Failed, err
	}
	n.News, n.Bad = text.BenchFailed(u.Device, err), true
}
