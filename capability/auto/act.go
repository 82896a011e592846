package auto

import (
	"context"
	"errors"
	"slices"
	"time"

	"handback/capability"
	"handback/capability/bench"
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/capability/portal"
)

// takeList takes what the ledger says about all returns.
func (k *keeper) takeList(ctx context.Context, all []ledger.Summary) {
	k.opened, k.damaged = 0, false
	open, former := make(map[capability.HostID]ledger.Summary), make(map[capability.HostID]time.Time)
	for _, s := range all {
		switch {
		case s.Err != nil:
			k.damaged = true
			continue
		case s.Stage.Open():
			open[s.Device.Host] = s
		case s.ChangedAt.After(former[s.Device.Host]):
			former[s.Device.Host] = s.ChangedAt
		}
		if s.OpenedAt.After(time.Now().Add(-day)) {
			k.opened++
		}
		if !k.wasListed && s.Stage == capability.StageClosed && k.policy.Names(s.Device) {
			k.certify(ctx, s.ID)
		}
	}
	for host, s := range open {
		if k.policy.Names(s.Device) {
			k.takeOpen(k.unitOf(s.Device), s)
		} else if u := k.units[host]; u != nil {
			k.takeOpen(u, s)
		}
	}
	for host, u := range k.units {
		if _, is := open[host]; !is && u.ret != nil && !u.running {
			u.ret, u.retAt = nil, time.Time{}
			u.forget()
		}
		if !u.former.Equal(former[host]) {
			u.former, u.stale = former[host], true
		}
	}
	k.formers = former
}

// takeOpen reads an open return where somebody else changed it.
func (k *keeper) takeOpen(u *unit, s ledger.Summary) {
	if u.running || u.ret != nil && u.ret.ID == s.ID && u.retAt.Equal(s.ChangedAt) {
		return
	}
	r, err := k.room.Desk.Return(s.ID)
	if err != nil {
		k.note(string(s.ID), err)
		return
	}
	u.forget()
	k.takeReturn(u, r)
}

func (k *keeper) takeReturn(u *unit, r capability.Return) {
	u.ret, u.retAt, u.scan, u.stale = &r, r.ChangedAt, k.room.Desk.NeedsScan(r), true
	if !r.Open() {
		u.ret, u.retAt, u.former = nil, time.Time{}, r.ChangedAt
		k.formers[u.device.Host] = u.former
	}
}

// meet asks the ports that are due who is there: at first, after a while, and to read
// the licenses of a device that may open a return.
func (k *keeper) meet(ctx context.Context) {
	if k.meeting || k.draining || ctx.Err() != nil {
		return
	}
	ports, read := k.toRead(), true
	if len(ports) == 0 {
		ports, read = k.toAsk(), false
	}
	if len(ports) == 0 || k.enter(ctx, false) != nil {
		return
	}
	k.meeting = true
	k.places.mu.Lock()
	k.places.ask = ports
	k.places.mu.Unlock()
	room := k.room
	go func() {
		met, err := room.Bench.Meet(ctx, read, nil)
		k.done <- func() {
			k.meeting = false
			for _, port := range ports {
				k.due[port] = time.Now().Add(k.policy.AskEvery)
			}
			if err == nil {
				k.met(met, read)
			}
		}
	}()
}

func (k *keeper) toRead() (ports []string) {
	for _, u := range k.sorted() {
		if !u.running && u.port != "" && u.held == nil && u.decision.Why == NotRead && !time.Now().Before(u.again) {
			ports = append(ports, u.port)
		}
	}
	return ports
}

func (k *keeper) toAsk() (ports []string) {
	for _, port := range k.places.there {
		works := func(u *unit) bool { return u.running && u.port == port }
		if !time.Now().Before(k.due[port]) && !slices.ContainsFunc(k.sorted(), works) {
			ports = append(ports, port)
		}
	}
	return ports
}

// met takes who answered at the ports that were asked.
func (k *keeper) met(all []bench.Met, read bool) {
	at := make(map[capability.HostID][]bench.Met)
	for _, m := range all {
		host := m.Identity.Host
		if errors.Is(m.Err, bench.ErrTwice) {
			m.Err = nil // it shows by itself, below
		}
		if m.Err == nil && !host.IsZero() {
			at[host] = append(at[host], m)
		}
		for h, u := range k.units {
			switch {
			case h == host || u.running:
			case u.port == m.Port:
				k.tell(u.event(EventGone))
				k.place(u, "")
			case u.twin == m.Port && u.twin != "": // who else had its host ID is away
				k.place(u, "")
			}
		}
		if m.Err != nil && read {
			k.failedToRead(m)
		}
	}
	for _, answers := range at {
		k.answered(answers, read)
	}
}

func (k *keeper) failedToRead(m bench.Met) {
	for _, u := range k.units {
		if u.port == m.Port {
			u.fail(k.o.Explain(m.Err))
		}
	}
}

// answered takes where one device answered. At two ports at the same time it is two
// devices with one host ID, and a person has to look.
func (k *keeper) answered(ms []bench.Met, read bool) {
	m := ms[0]
	u := k.unitOf(m.Identity)
	if u.running {
		return
	}
	if len(ms) > 1 {
		if u.twin == "" {
			k.place(u, m.Port)
			u.twin, u.odd = ms[1].Port, k.o.Explain(bench.ErrTwice)
		}
		return
	}
	if u.twin != "" {
		return
	}
	if u.port != "" && u.port != m.Port && slices.Contains(k.places.there, u.port) {
		k.due[u.port], k.due[m.Port] = time.Now(), time.Now() // it moved, or there are two: both are asked at once
		k.place(u, "")
		return
	}
	if u.port != m.Port || u.device.Serial != m.Identity.Serial {
		u.device = m.Identity
		k.place(u, m.Port)
		k.tell(u.event(EventMet))
	}
	if read {
		u.held, u.readAt, u.stale = append([]capability.License{}, m.Licenses...), time.Now(), true
		u.device, u.note = m.Identity, ""
	}
}

// launch decides on each unit, and begins what may be done. It reports whether
// returns were opened, whose next act may be done, too.
func (k *keeper) launch(ctx context.Context) (opened bool) {
	for _, u := range k.sorted() {
		if u.running || ctx.Err() != nil {
			continue
		}
		if !u.again.IsZero() {
			if time.Now().Before(u.again) {
				k.settle(u, Decision{Waits, k.policy.next(k.facts(u)).Kind, Failed})
				continue
			}
			u.again, u.stale = time.Time{}, true
		}
		if !u.stale {
			continue
		}
		if u.ret == nil && time.Since(u.readAt) > freshFor {
			u.held = nil
		}
		d := k.policy.Decide(k.facts(u))
		if u.odd != "" && (d.Verdict == Goes || d.Why == NotRead) {
			d, u.note = Decision{Asks, d.Act, Odd}, u.odd
		}
		if d.Verdict != Goes || k.o.Dry {
			k.settle(u, d)
			u.stale = false
			continue
		}
		opened = k.begin(ctx, u, d) || opened
	}
	return opened
}

// begin has one act of a unit done, once the ledger is there to be written. It
// reports whether the act was to open a return.
func (k *keeper) begin(ctx context.Context, u *unit, d Decision) bool {
	if k.writes && time.Since(k.entered) > holdsFor {
		k.draining = true
	}
	if k.draining || !k.writes && time.Since(k.left) < restsFor {
		return false
	}
	err := k.enter(ctx, true)
	locked, is := errors.AsType[*ledger.Locked](err)
	k.rest(locked)
	switch {
	case is:
		k.settle(u, Decision{Waits, d.Act, InUse})
		return false
	case errors.Is(err, errLater):
		return false
	case err != nil:
		u.fail(k.o.Explain(err))
		return false
	}
	u.decision, u.told, u.since = d, d, now()
	if d.Act == ActOpen {
		return k.open(ctx, u)
	}
	k.tell(u.event(EventActs))
	u.running = true
	k.running++
	room, id := k.room, u.ret.ID
	go func() { // closing the bench ends it at a safe point
		out := room.Bench.Run(context.WithoutCancel(ctx), bench.Task{Return: id, One: true, Irreversible: true}, nil)
		k.done <- func() { k.acted(ctx, u, out) }
	}()
	return false
}

// rest tells when another Handback has the ledger open, and when it is free again.
func (k *keeper) rest(by *ledger.Locked) {
	switch {
	case by != nil && k.locked == nil:
		k.tell(Event{Kind: EventResting, Note: k.o.Explain(by)})
	case by == nil && k.locked != nil:
		k.tell(Event{Kind: EventGoingOn})
		k.listed = time.Time{}
	}
	k.locked = by
}

// open opens the return of a unit on what was read a moment ago.
func (k *keeper) open(ctx context.Context, u *unit) bool {
	reading := capability.Reading{Device: u.device, Licenses: u.held}
	r, err := k.room.Desk.Start(ctx, reading, k.policy.Order(u.held), k.policy.Reason, nil)
	if err != nil {
		k.listed = time.Time{} // somebody may have opened one
		u.fail(k.o.Explain(err))
		return false
	}
	k.opens = append(k.opens, time.Now())
	k.opened++
	u.pause = nil
	k.takeReturn(u, r)
	k.tell(u.event(EventOpened))
	return true
}

// acted takes what happened to an act.
func (k *keeper) acted(ctx context.Context, u *unit, out bench.Outcome) {
	u.running, u.stale = false, true
	k.running--
	if out.Return.ID != "" {
		id := out.Return.ID
		k.takeReturn(u, out.Return)
		if out.Return.Stage == capability.StageClosed {
			e := u.event(EventClosed)
			e.Return, e.Note = id, string(out.Return.Closing)
			k.tell(e)
			k.certify(ctx, id)
		}
	}
	if out.Port != "" && out.Port != u.port {
		k.place(u, out.Port)
	}
	if out.Err == nil {
		u.note, u.pause = "", nil
		if u.ret != nil {
			k.tell(u.event(EventDone))
		}
		return
	}
	if ctx.Err() == nil {
		k.failed(u, out.Err)
	}
}

// failed decides how a unit goes on after an error.
func (k *keeper) failed(u *unit, err error) {
	missing, is := errors.AsType[*desk.Missing](err)
	switch {
	case errors.Is(err, bench.ErrNotThere), is && missing.Need == capability.NeedsDevice:
		if u.port != "" {
			k.due[u.port] = time.Now()
			k.place(u, "")
		}
		u.fail(k.o.Explain(err))
	case is && k.policy.Through != ByPortal:
		u.searched = true
	case odd(err):
		u.odd = k.o.Explain(err)
		u.note = u.odd
		k.tell(u.event(EventFailed))
	default:
		u.fail(k.o.Explain(err))
		k.tell(u.event(EventFailed))
	}
}

// odd reports whether an error needs a person. Any other one may pass: a cut line, a
// portal that is away, a full disk.
func odd(err error) bool {
	if no, is := errors.AsType[*capability.Refusal](err); is {
		return no.Code != capability.Busy
	}
	if _, is := errors.AsType[*portal.Refused](err); is {
		return true
	}
	if _, is := errors.AsType[*desk.OpenReturn](err); is {
		return true
	}
	return slices.ContainsFunc([]error{
		bench.ErrTwice, bench.ErrNeedsPerson, capability.ErrOtherDevice, ledger.ErrDamaged, ledger.ErrForked,
		desk.ErrStillThere, desk.ErrPartlyGone, desk.ErrNotThere, desk.ErrWrongRequest, desk.ErrNoResponse, desk.ErrNotReleased,
		portal.ErrTooOften, portal.ErrWrongResponse, portal.ErrRefusedBefore, portal.ErrUnsupported,
		portal.ErrLogin, portal.ErrRights, portal.ErrCertificate, portal.ErrElsewhere,
	}, func(one error) bool { return errors.Is(err, one) })
}

func (k *keeper) certify(ctx context.Context, id capability.ReturnID) {
	if k.policy.Certificates == "" || k.o.Dry {
		return
	}
	path, err := k.o.Certify(ctx, k.room, k.policy, id)
	k.note("certificate "+string(id), err)
	if path != "" {
		k.tell(Event{Kind: EventCertified, Return: id, Note: path})
	}
}

// sayDry ends a dry run once everybody there was met and read.
func (k *keeper) sayDry() {
	if len(k.toRead())+len(k.toAsk()) > 0 {
		return
	}
	k.drySaid = true
	for _, u := range k.sorted() {
		k.tell(u.event(EventWould))
	}
}
