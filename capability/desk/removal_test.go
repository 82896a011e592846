package desk_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability"
	"handback/capability/desk"
	"handback/capability/message"
	"handback/capability/portal"
	"handback/capability/testkit"
)

// removingPortal takes licenses away from the device of a harness.
type removingPortal struct {
	onlinePortal
	have    map[capability.ActivationID]int // by the portal's books, what remains with the device
	removes int
	lost    int  // answers to removals that are lost
	refuses bool // it refuses removals
	closed  bool // it can't be reached for removals
	partly  bool // it carries out one line only
	cutLook bool // it can't be asked after a removal
}

func (p *removingPortal) Remove(_ context.Context, _ capability.HostID, lines []portal.Removal) error {
	if p.refuses {
		return &portal.Refused{Code: "20026", Text: "obsolete"}
	}
	if p.closed {
		return portal.ErrNotSent
	}
	if p.partly {
		lines = lines[:1]
	}
	p.removes++
	for _, l := range lines {
		if l.Quantity == 0 {
			p.have[l.ActivationID] = 0
		}
		p.have[l.ActivationID] -= l.Quantity
	}
	p.stored = p.w.portal.issue(p.w.t, p.w.dev.host, p.w.dev.held, func(r *message.Response) {
		var left []capability.License
		for _, l := range p.w.dev.held {
			if l.Count = p.have[l.ActivationID]; l.Count > 0 {
				left = append(left, l)
			}
		}
		r.Rights = left
	})
	if p.partly {
		return portal.ErrPartly
	}
	if p.lost > 0 {
		p.lost--
		return errNetwork
	}
	return nil
}

func (p *removingPortal) Look(_ context.Context, host capability.HostID) (portal.Device, error) {
	if p.cutLook && p.removes > 0 {
		return portal.Device{}, errNetwork
	}
	d := portal.Device{Host: host, Response: p.stored}
	for _, l := range p.w.dev.held {
		state := capability.LicenseGenerated
		if p.have[l.ActivationID] < l.Count {
			state = capability.WaitingForConfirmation
		}
		d.Licenses = append(d.Licenses, capability.PortalLicense{ActivationID: l.ActivationID, Requested: p.have[l.ActivationID], Consumed: l.Count, State: state})
	}
	return d, nil
}

// office is a desk without a device, whose portal a program reaches.
func office(t testing.TB) (*harness, *removingPortal) {
	t.Helper()
	w := newHarness(t)
	p := &removingPortal{onlinePortal: onlinePortal{w: w}, have: map[capability.ActivationID]int{"ACT-1": 10, "ACT-2": 1}}
	w.online = portal.NewExchanger(p)
	return w, p
}

func (w *harness) removal(take ...portal.Removal) desk.Removal {
	w.t.Helper()
	plan, _, err := w.desk.PlanRemoval(w.t.Context(), desk.Removal{Device: capability.Identity{Host: w.dev.host}, Take: take}, w.online)
	if err != nil {
		w.t.Fatal(err)
	}
	return plan
}

func TestRemovalIsPlannedInBothCounts(t *testing.T) {
	w, p := office(t)
	_, lines, err := w.desk.PlanRemoval(t.Context(), desk.Removal{
		Device: capability.Identity{Host: w.dev.host}, Take: []portal.Removal{{ActivationID: "ACT-1", Quantity: 4}, {ActivationID: "ACT-2"}},
	}, w.online)
	if err != nil || len(lines) != 2 || lines[0].Taken != 4 || lines[0].Remains != 6 || lines[1].Taken != 1 || lines[1].Remains != 0 || p.removes != 0 {
		t.Errorf("%+v, %v", lines, err)
	}
	for _, take := range []portal.Removal{{ActivationID: "ACT-1", Quantity: 11}, {ActivationID: "ACT-9"}, {ActivationID: "ACT-2", Quantity: -1}} {
		if _, _, err := w.desk.PlanRemoval(t.Context(), desk.Removal{Take: []portal.Removal{take}}, w.online); !errors.Is(err, desk.ErrNothingToRemove) {
			t.Errorf("%+v: %v", take, err)
		}
	}
}

// TestPreparedReturnNeedsOneVisit: the office prepares a stick, the technician takes
// its case in, and the confirmation goes back.
func TestPreparedReturnNeedsOneVisit(t *testing.T) {
	w, p := office(t)
	r, err := w.desk.Remove(t.Context(), w.removal(), w.online)
	if err != nil || r.Stage != capability.StageResponseFound || p.removes != 1 {
		t.Fatalf("%s, %d removals, %v", r.Stage, p.removes, err)
	}
	stick, err := w.Stick(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if r, _, err = w.desk.SavePrepared(t.Context(), r.ID, stick, nil); err != nil {
		t.Fatal(err)
	}
	slips, err := filepath.Glob(filepath.Join(w.dir, "HANDBACK", string(r.ID)+"_unknown_X200-SN0042", "READ-ME-FIRST.txt"))
	if err != nil || len(slips) != 1 {
		t.Fatalf("slips: %v, %v", slips, err)
	}
	slip, err := os.ReadFile(slips[0])
	if err != nil || !strings.Contains(string(slip), "What to do at the device") || strings.Contains(string(slip), "Upload") {
		t.Errorf("%s, %v", slip, err)
	}

	technician := newHarness(t)
	technician.dev, technician.dir, technician.portal = w.dev, w.dir, w.portal
	taken, _, err := technician.desk.TakeIn(t.Context(), stick, desk.Case{ID: r.ID}, nil)
	if err != nil {
		t.Fatal(err)
	}
	technician.id = taken.ID
	now := technician.until(capability.StageConfirmationSaved)
	if len(w.dev.held) != 0 || w.dev.loads != 1 {
		t.Errorf("held %v after %d loads at %s", w.dev.held, w.dev.loads, now.Stage)
	}
}

// TestRemovalIsMadeOnce, whatever is lost, and however often it is done again.
func TestRemovalIsMadeOnce(t *testing.T) {
	w, p := office(t)
	p.lost, p.cutLook = 1, true
	plan := w.removal(portal.Removal{ActivationID: "ACT-1", Quantity: 4})
	if _, err := w.desk.Remove(t.Context(), plan, w.online); !errors.Is(err, portal.ErrUncertain) {
		t.Fatal(err)
	}
	p.cutLook = false
	for range 3 {
		if r, err := w.desk.Remove(t.Context(), plan, w.online); err != nil || r.Stage != capability.StageResponseFound || p.removes != 1 {
			t.Fatalf("%s, %d removals, %v", r.Stage, p.removes, err)
		}
	}
	for want, is := range map[int]bool{4: true, 5: false, 0: false} {
		_, err := w.desk.RemovalOf(t.Context(), desk.Removal{Device: plan.Device, Take: []portal.Removal{{ActivationID: "ACT-1", Quantity: want}}})
		if (err == nil) != is {
			t.Errorf("%d units: %v", want, err)
		}
	}
	if p.have["ACT-1"] != 6 {
		t.Errorf("%d remain", p.have["ACT-1"])
	}
}

// TestRemovalLeavesWhatAPersonSaw: where others changed what the device has in the
// portal since the plan, nothing is removed; planned again, and seen again, it is.
func TestRemovalLeavesWhatAPersonSaw(t *testing.T) {
	for name, closed := range map[string]bool{"before it is sent": false, "after it could not be sent": true} {
		t.Run(name, func(t *testing.T) {
			w, p := office(t)
			take := portal.Removal{ActivationID: "ACT-1", Quantity: 4}
			plan := w.removal(take)
			if p.closed = closed; closed {
				if _, err := w.desk.Remove(t.Context(), plan, w.online); !errors.Is(err, portal.ErrNotSent) {
					t.Fatal(err)
				}
			}
			p.closed, p.have["ACT-1"] = false, 8
			old, err := w.desk.Remove(t.Context(), plan, w.online)
			changed, is := errors.AsType[*desk.RemovalChanged](err)
			if !is || changed.Seen != 10 || changed.Has != 8 || changed.MayBeSent || p.removes != 0 || old.Stage != capability.StageCancelled {
				t.Fatalf("%+v, %d removals, it is at %s, %v", changed, p.removes, old.Stage, err)
			}
			if _, err := w.desk.RemovalOf(t.Context(), desk.Removal{Device: plan.Device, Take: []portal.Removal{take}}); !errors.Is(err, desk.ErrNothingToRemove) {
				t.Errorf("nobody would be asked again: %v", err)
			}
			r, err := w.desk.Remove(t.Context(), w.removal(take), w.online)
			if err != nil || r.Stage != capability.StageResponseFound || p.removes != 1 || p.have["ACT-1"] != 4 {
				t.Errorf("%s, %d removals, %d remain, %v", r.Stage, p.removes, p.have["ACT-1"], err)
			}
		})
	}
}

// TestNewerPlanTakesThePlaceOfOneThatWasNotSent: two returns never wait for one device.
func TestNewerPlanTakesThePlaceOfOneThatWasNotSent(t *testing.T) {
	w, p := office(t)
	p.closed = true
	old, err := w.desk.Remove(t.Context(), w.removal(portal.Removal{ActivationID: "ACT-1", Quantity: 4}), w.online)
	if !errors.Is(err, portal.ErrNotSent) || !old.Open() {
		t.Fatal(err)
	}
	p.closed = false
	r, err := w.desk.Remove(t.Context(), w.removal(portal.Removal{ActivationID: "ACT-1", Quantity: 3}), w.online)
	if err != nil || r.Stage != capability.StageResponseFound || p.have["ACT-1"] != 7 {
		t.Errorf("%s, %d remain, %v", r.Stage, p.have["ACT-1"], err)
	}
	if old, err = w.desk.Return(old.ID); err != nil || old.Stage != capability.StageCancelled {
		t.Errorf("the older plan is at %s, %v", old.Stage, err)
	}
}

// TestRemovalDoneInPartIsFinished: what was carried out is not taken away again.
func TestRemovalDoneInPartIsFinished(t *testing.T) {
	w, p := office(t)
	plan := w.removal(portal.Removal{ActivationID: "ACT-1", Quantity: 4}, portal.Removal{ActivationID: "ACT-2"})
	p.partly = true
	if _, err := w.desk.Remove(t.Context(), plan, w.online); !errors.Is(err, portal.ErrPartly) || !errors.Is(err, portal.ErrUncertain) {
		t.Fatal(err)
	}
	p.partly = false
	r, err := w.desk.Remove(t.Context(), plan, w.online)
	if err != nil || r.Stage != capability.StageResponseFound || p.have["ACT-1"] != 6 || p.have["ACT-2"] != 0 {
		t.Errorf("%s, %v remain, %v", r.Stage, p.have, err)
	}
}

// TestRemovalThatMayBeSentIsNotGuessed: where it may have been sent and the portal's
// numbers fit neither that nor the plan, a person decides, and can plan again.
func TestRemovalThatMayBeSentIsNotGuessed(t *testing.T) {
	w, p := office(t)
	take := portal.Removal{ActivationID: "ACT-1", Quantity: 4}
	plan := w.removal(take)
	p.lost, p.cutLook = 1, true
	if _, err := w.desk.Remove(t.Context(), plan, w.online); !errors.Is(err, portal.ErrUncertain) {
		t.Fatal(err)
	}
	p.cutLook, p.have["ACT-1"] = false, 8
	r, err := w.desk.Remove(t.Context(), plan, w.online)
	if changed, is := errors.AsType[*desk.RemovalChanged](err); !is || !changed.MayBeSent || p.removes != 1 {
		t.Fatalf("%d removals, %v", p.removes, err)
	}
	if _, err := w.desk.Cancel(t.Context(), r.ID, "looked in the portal"); err != nil {
		t.Fatal(err)
	}
	if r, err = w.desk.Remove(t.Context(), w.removal(take), w.online); err != nil || r.Stage != capability.StageResponseFound || p.have["ACT-1"] != 4 {
		t.Errorf("%s, %d remain, %v", r.Stage, p.have["ACT-1"], err)
	}
}

func TestRefusedRemovalCanBeGivenUp(t *testing.T) {
	w, p := office(t)
	plan := w.removal()
	p.refuses = true
	r, err := w.desk.Remove(t.Context(), plan, w.online)
	if _, refused := errors.AsType[*portal.Refused](err); !refused || p.removes != 0 {
		t.Fatal(err)
	}
	if r, err = w.desk.Cancel(t.Context(), r.ID, ""); err != nil || r.Stage != capability.StageCancelled {
		t.Errorf("%s, %v", r.Stage, err)
	}
}

// TestRemovalKilledAtEveryWrite: going on comes to the same end with one removal.
func TestRemovalKilledAtEveryWrite(t *testing.T) {
	points := 0
	for at := 1; ; at++ {
		for _, after := range []bool{false, true} {
			cut := &dyingLedger{at: at, after: after}
			w := newHarnessWith(t, func(o *desk.Options) { cut.Ledger, o.Ledger = o.Ledger, cut })
			p := &removingPortal{onlinePortal: onlinePortal{w: w}, have: map[capability.ActivationID]int{"ACT-1": 10, "ACT-2": 1}}
			w.online, w.dir = portal.NewExchanger(p), testkit.Dir(t)
			plan := w.removal()
			_, err := w.desk.Remove(t.Context(), plan, w.online)
			if !cut.died {
				t.Logf("%d points", points)
				return
			}
			points++
			r, again := w.desk.Remove(t.Context(), plan, w.online)
			if again != nil || r.Stage != capability.StageResponseFound || p.removes != 1 {
				t.Errorf("point %d, after %t: %v, then %s, %d removals, %v", at, after, err, r.Stage, p.removes, again)
			}
		}
	}
}

// TestPortalThatCantBeAskedHidesNothing: what is on the stick is told anyway.
func TestPortalThatCantBeAskedHidesNothing(t *testing.T) {
	w, p := office(t)
	p.cutLook = true
	r, err := w.desk.Remove(t.Context(), w.removal(), w.online)
	if err == nil || capability.Next(r).Need != capability.NeedsPortal {
		t.Fatalf("%s, %v", r.Stage, err)
	}
	w.put("some.bin", []byte("VENDOR\x00what nobody here can read"))
	means := w.means()
	means.Portal = portal.NewExchanger(&onlinePortal{w: w, blind: true})
	_, err = w.desk.Do(t.Context(), r.ID, means, nil)
	if missing, is := errors.AsType[*desk.Missing](err); !is || len(missing.Found) != 1 {
		t.Errorf("%v", err)
	}
}
