package explore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/portal"
)

// removing bounds what happens after a removal was ordered for the first time: the
// network fails once more, or somebody else removes something in between.
func removing() bounds {
	b := bounds{States: 100, Depth: 100, Odd: 1, Only: []kind{againBroken, removeInPortal}}
	if *exploreLong {
		b.States = 100_000
	}
	return b
}

// searchRemovals searches behind each way in which the first order of a removal, of all
// or of a part, can go, until something is found.
func searchRemovals(r rules, sizes ...uint8) (all []*search, f *found) {
	m := newModel(r)
	m.network, m.removals = true, true
	for _, a := range m.preparations(m.start(), true) {
		if testing.Short() && a.v&faults != half || !slices.Contains(sizes, a.v&aPart) {
			continue
		}
		s := newSearch(m, removing(), a)
		all = append(all, s)
		if f = s.run(); f != nil {
			return all, f
		}
	}
	return all, nil
}

func TestNoRemovalTakesMoreThanWasSeen(t *testing.T) {
	all, f := searchRemovals(realRules(), 0, aPart)
	if f != nil {
		s := all[len(all)-1]
		t.Fatalf("after %v:\n%s", s, s.path(f))
	}
	for _, s := range all {
		t.Log(s)
	}
}

// TestRemovalThatIsHiddenIsFound: a portal that tells of what was removed as if the
// device had it still has more removed than was seen.
func TestRemovalThatIsHiddenIsFound(t *testing.T) {
	broken := realRules()
	broken.shows = func(l capability.PortalLicense) capability.PortalLicense {
		l.Requested = l.Consumed
		return l
	}
	all, f := searchRemovals(broken, aPart)
	if f == nil {
		t.Fatalf("not found in %d searches", len(all))
	}
	if f.rule != "j" {
		s := all[len(all)-1]
		t.Errorf("found among %v:\n%s", s, s.path(f))
	}
}

// What v says about a removal: what the network does with it, whether it stays away
// afterwards, and whether a part is taken.
const (
	half   uint8 = dismissed + 1 // one line of it is carried out
	faults uint8 = 1<<4 - 1
	down   uint8 = 1 << 4
	aPart  uint8 = 1 << 5
)

func tellFault(v uint8) string {
	text := append(lines(), "a part of it is carried out")[v&faults]
	if v&down != 0 {
		text += ", and the network stays away"
	}
	return text
}

// awaitsRemoval reports whether a return waits for a removal that its laptop ordered.
func awaitsRemoval(r capability.Return) bool {
	return r.RemovedBy != "" && r.Stage == capability.StageAtPortal && r.Response == nil
}

// chooseRemoval is what whoever ordered a removal does: the same once more, and where
// that leads nowhere, as told, they give it up.
func (m *model) chooseRemoval(st state, n uint8) act {
	again := act{kind: prepareAgain, n: n}
	if after, _ := m.do(st, again); after != st {
		return again
	}
	return act{kind: cancel, n: n}
}

// preparations lists the removals that can be ordered at the laptop at hand: all that
// the device has, a part, or the same once more.
func (m *model) preparations(st state, odd bool) []act {
	var all []act
	add := func(a act, broken kind) {
		all = append(all, a)
		for _, fault := range []uint8{unsent, lost, unheard, dismissed, doubled, half} {
			// A part that arrives twice is taken twice: the service has no name for a call.
			if !odd || fault == doubled && (a.kind == prepareAgain || a.v&aPart != 0) {
				continue
			}
			all = append(all, act{broken, a.n, a.v | fault}, act{broken, a.n, a.v | fault | down})
		}
	}
	kept := *m.laptops.get(st.laptops[st.laptop])
	for i, k := range kept {
		if awaitsRemoval(m.journals.get(k.Journal).now) {
			add(act{kind: prepareAgain, n: uint8(i)}, againBroken)
		}
	}
	if len(kept) == 0 { // one removal is enough, and what others begin before it comes by the other laptop
		add(act{kind: prepareOnline}, prepareBroken)
		add(act{kind: prepareOnline, v: aPart}, prepareBroken)
	}
	return all
}

// wish is the removal that a person orders: all of a device, one unit of its first
// license, or what a return began with.
func (m *model) wish(st state, a act) desk.Removal {
	want := desk.Removal{Device: capability.Identity{Host: hostOf(int(st.device))}}
	if a.kind == prepareOnline || a.kind == prepareBroken {
		if a.v&aPart != 0 {
			want.Take = []portal.Removal{{ActivationID: "ACT-1", Quantity: 1}}
		}
		return want
	}
	r := m.journals.get((*m.laptops.get(st.laptops[st.laptop]))[a.n].Journal).now
	want.Device = r.Device
	if len(r.Order.Lines) == len(r.Before) {
		return want
	}
	for _, l := range r.Order.Lines {
		want.Take = append(want.Take, portal.Removal{ActivationID: l.ActivationID, Quantity: capability.CountOf(r.Before, l.ActivationID) - l.Count})
	}
	return want
}

// prepare has the portal take licenses away and saves the response on the stick, as
// a person does who gives the same order until it is carried out.
func (m *model) prepare(st state, a act) (after state, wrong *broken) {
	defer func() {
		if r := recover(); r != nil {
			wrong = &broken{rule: "d", text: fmt.Sprint(r)}
		}
	}()
	l := &fakeLedger{m: m, laptop: *m.laptops.get(st.laptops[st.laptop])}
	ctx, p := m.reach(st, act{kind: a.kind})
	defer p.end(nil)
	d, x, want := deskAt(st.laptop, l), portal.NewExchanger(p), m.wish(st, a)
	plan, err := d.RemovalOf(ctx, want)
	if err != nil {
		plan, _, err = d.PlanRemoval(ctx, want, x)
	}
	if err != nil {
		return st, nil
	}
	p.line, p.down, p.spared = a.v&faults, a.v&down != 0, true
	r, err := d.Remove(ctx, plan, x)
	stick := &fakeStick{m: m, stick: *m.sticks.get(st.sticks[0]), ledger: l}
	if err == nil {
		r, _, err = d.SavePrepared(ctx, r.ID, stick, nil)
	}
	s := step{laptop: m.laptop(l.laptop), err: err}
	if wrong = p.broken; wrong == nil && r.ID != "" {
		wrong = m.checkRemoval(st, p.st, r, l)
	}
	other, changed := new(desk.OpenReturn), new(desk.RemovalChanged)
	if wrong == nil && err != nil && a.v&faults == passes && !errors.As(err, &other) && !errors.As(err, &changed) {
		wrong = &broken{rule: "d", text: "nothing was cut, and yet: " + err.Error()}
	}
	if wrong == nil {
		wrong = m.checkTrust(p.st, a, s)
	}
	st.office, st.laptops[st.laptop], st.sticks[0] = p.st.office, s.laptop, m.stick(stick.stick)
	return st, wrong
}

// checkRemoval is rule (j) for a removal: nobody claims anything, and no order takes
// away more than it says, however often it is given.
func (m *model) checkRemoval(before, after state, r capability.Return, l *fakeLedger) *broken {
	had, has := m.offices.get(before.office), m.offices.get(after.office)
	device := deviceOf(r.Device.Host)
	for _, line := range r.Order.Lines {
		was, is := capability.CountOf(had.Books[device].Rights(), line.ActivationID), capability.CountOf(has.Books[device].Rights(), line.ActivationID)
		if is < was && is < line.Count {
			return &broken{rule: "j", text: fmt.Sprintf("%s leaves %d of %s, and %d were to remain", r.ID, is, line.ActivationID, line.Count)}
		}
	}
	return m.checkNetwork(capability.Return{ID: r.ID}, l)
}

// Remove implements [portal.Portal] as the web service does: each line by itself, and
// each call once more.
func (p *netPortal) Remove(_ context.Context, host capability.HostID, order []portal.Removal) error {
	line := p.takeLine()
	p.spared = false
	if p.down {
		p.line = lost // of whatever comes next
	}
	switch line {
	case unsent:
		return fmt.Errorf("%w: %w", portal.ErrNotSent, errLine)
	case lost:
		return errLine
	case dismissed:
		return &portal.Refused{Code: "20022"}
	case half:
		order = order[:1]
	}
	err := p.takeAway(deviceOf(host), order)
	switch line {
	case doubled:
		_ = p.takeAway(deviceOf(host), order) // the answer to the first one arrives
	case unheard:
		return errLine
	case half:
		return portal.ErrPartly
	}
	return err
}

func (p *netPortal) takeAway(device int, order []portal.Removal) error {
	done := 0
	for _, l := range order {
		got, ok := p.m.remove(p.st.office, device, l.ActivationID, l.Quantity)
		if !ok {
			continue
		}
		if b := p.m.checkCredits(p.st, got, nil); b != nil && p.broken == nil {
			p.broken = b
		}
		p.st.office = got.office
		done++
	}
	switch done {
	case len(order):
		return nil
	case 0:
		return &portal.Refused{Text: "nothing is left to remove"}
	default:
		return portal.ErrPartly
	}
}
