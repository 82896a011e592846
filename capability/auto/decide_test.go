package auto

import (
	"testing"
	"time"

	"handback/capability"
)

var (
	host = capability.HostID{Type: "STRING", Value: "X200-1"}
	dev  = capability.Identity{Host: host, Serial: "SN1", Model: "X200"}
	held = []capability.License{{ActivationID: "ACT-1", Count: 5}, {ActivationID: "ACT-2", Count: 1}}
	noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

// at is a return of held at some stage, as far as decisions look into it.
func at(stage capability.Stage, change func(*capability.Return)) *capability.Return {
	r := &capability.Return{
		ID: "R-22222", Way: capability.FromDevice, Stage: stage, Device: dev, Purpose: capability.ToReturn,
		Before: held, Order: capability.ReturnAll(held), OpenedAt: noon,
	}
	if change != nil {
		change(r)
	}
	return r
}

func item(proposed time.Time, licenses ...Count) Item {
	return Item{Device: Device{Host: host, Licenses: licenses}, Proposed: proposed, Until: noon.Add(day)}
}

var wholeItem = item(noon, Count{"ACT-1", 5, 0}, Count{"ACT-2", 1, 0})

func TestWhatAPolicyDecides(t *testing.T) {
	sn1 := Policy{Devices: []string{"SN1"}, Through: ByPortal, ADay: 2, Persons: []capability.ActKind{capability.ActLoadResponse}}
	with := func(change func(*Policy)) Policy { p := sn1; change(&p); return p }
	noPerson := with(func(p *Policy) { p.Persons = nil })
	stick := with(func(p *Policy) { p.Persons, p.Through = nil, ByStick })
	two := with(func(p *Policy) { p.Persons, p.TwoPersons = nil, true })
	fresh := Unit{Device: dev, Present: true, Held: held}
	unit := func(change func(*Unit)) Unit { u := fresh; change(&u); return u }
	in := func(stage capability.Stage, change func(*capability.Return)) Unit {
		return unit(func(u *Unit) { u.Return = at(stage, change) })
	}
	odd := func(change func(*capability.Return)) Unit { return in(capability.StageOrdered, change) }
	tests := []struct {
		name   string
		policy Policy
		unit   Unit
		want   Decision
	}{
		{"nobody allowed anything", Policy{}, fresh, Decision{Leaves, ActOpen, NotNamed}},
		{"named by serial number", sn1, fresh, Decision{Goes, ActOpen, ""}},
		{"named by host ID", with(func(p *Policy) { p.Devices = []string{"STRING/X200-1"} }), fresh, Decision{Goes, ActOpen, ""}},
		{"named by model", with(func(p *Policy) { p.Devices, p.Models = nil, []string{"X200"} }), fresh, Decision{Goes, ActOpen, ""}},
		{"no serial number is not everybody's", with(func(p *Policy) { p.Models = []string{""} }), unit(func(u *Unit) { u.Device.Serial, u.Device.Model = "", "" }), Decision{Leaves, ActOpen, NotNamed}},
		{"taken over", sn1, unit(func(u *Unit) { u.TakenOver = true }), Decision{Leaves, ActOpen, TakenOver}},
		{"not there", sn1, unit(func(u *Unit) { u.Present = false }), Decision{Waits, ActOpen, NoDevice}},
		{"not read", sn1, unit(func(u *Unit) { u.Held = nil }), Decision{Waits, ActOpen, NotRead}},
		{"holds nothing", sn1, unit(func(u *Unit) { u.Held = []capability.License{} }), Decision{Leaves, ActOpen, NothingHeld}},
		{"holds nothing that goes back", with(func(p *Policy) { p.Activations = []capability.ActivationID{"ACT-9"} }), fresh, Decision{Leaves, ActOpen, NothingHeld}},
		{"finished", sn1, unit(func(u *Unit) { u.Held, u.Former = []capability.License{}, noon }), Decision{Leaves, ActOpen, Finished}},
		{"holds licenses again", noPerson, unit(func(u *Unit) { u.Former = noon }), Decision{Asks, ActOpen, Before}},
		{"holds them again, by the same list", two, unit(func(u *Unit) { u.Former, u.Approved = noon.Add(1), []Item{wholeItem} }), Decision{Asks, ActOpen, Before}},
		{"holds them again, by a newer list", two, unit(func(u *Unit) { u.Former, u.Approved = noon.Add(-1), []Item{wholeItem} }), Decision{Goes, ActOpen, ""}},
		{"the day is full", sn1, unit(func(u *Unit) { u.Opened = 2 }), Decision{Waits, ActOpen, DayFull}},
		{"an open return goes on on a full day", sn1, unit(func(u *Unit) { u.Opened, u.Return = 2, at(capability.StageOrdered, nil) }), Decision{Goes, capability.ActMakeRequest, ""}},
		{"a record is damaged", sn1, unit(func(u *Unit) { u.Damaged = true }), Decision{Asks, ActOpen, Damaged}},
		{"opening is a person's", with(func(p *Policy) { p.Persons = []capability.ActKind{ActOpen} }), fresh, Decision{Asks, ActOpen, NeedsPerson}},

		{"no list", two, fresh, Decision{Asks, ActOpen, NotApproved}},
		{"on a list", two, unit(func(u *Unit) { u.Approved = []Item{wholeItem} }), Decision{Goes, ActOpen, ""}},
		{"other counts", two, unit(func(u *Unit) { u.Approved = []Item{item(noon, Count{"ACT-1", 4, 0}, Count{"ACT-2", 1, 0})} }), Decision{Asks, ActOpen, NotApproved}},
		{"fewer licenses on the list", two, unit(func(u *Unit) { u.Approved = []Item{item(noon, Count{"ACT-1", 5, 0})} }), Decision{Asks, ActOpen, NotApproved}},
		{"the list ended in the middle", two, in(capability.StageResponseFound, nil), Decision{Asks, capability.ActLoadResponse, NotApproved}},
		{"the list ended after the load", two, in(capability.StageVerified, nil), Decision{Goes, capability.ActMakeConfirmation, ""}},
		{"asking the device needs no list", two, in(capability.StageLoading, nil), Decision{Goes, capability.ActAskDevice, ""}},

		{"flagged", noPerson, odd(func(r *capability.Return) { r.Flags = []capability.Flagged{{Flag: capability.FlagClone}} }), Decision{Asks, capability.ActMakeRequest, Flagged}},
		{"refused", noPerson, odd(func(r *capability.Return) { r.Problem = &capability.Problem{Kind: capability.ProblemRefused} }), Decision{Asks, capability.ActMakeRequest, Problem}},
		{"partly gone", noPerson, odd(func(r *capability.Return) { r.Problem = &capability.Problem{Kind: capability.ProblemPartly} }), Decision{Asks, capability.ActMakeRequest, Problem}},
		{"taken in", noPerson, odd(func(r *capability.Return) { r.Sources = []capability.TakenIn{{}} }), Decision{Asks, capability.ActMakeRequest, OtherWay}},
		{"an activation", noPerson, odd(func(r *capability.Return) { r.Purpose = capability.ToActivate }), Decision{Asks, capability.ActMakeRequest, OtherWay}},
		{"for a replacement", noPerson, odd(func(r *capability.Return) { r.Replacement = &host }), Decision{Asks, capability.ActMakeRequest, OtherWay}},
		{"known from its label", noPerson, odd(func(r *capability.Return) { r.Way = capability.FromLabel }), Decision{Asks, capability.ActDeclare, OtherWay}},
		{"some shall remain", noPerson, odd(func(r *capability.Return) { r.Order.Lines[0].Count = 1 }), Decision{Asks, capability.ActMakeRequest, OtherOrder}},
		{"more than the policy's", with(func(p *Policy) { p.Activations = []capability.ActivationID{"ACT-1"} }), odd(nil), Decision{Asks, capability.ActMakeRequest, OtherOrder}},
		{"an order that nobody can read", noPerson, odd(func(r *capability.Return) { r.Order.Lines = nil }), Decision{Asks, capability.ActMakeRequest, OtherOrder}},

		{"by program", noPerson, in(capability.StageRequestMade, nil), Decision{Goes, capability.ActUploadRequest, ""}},
		{"sending is a person's", with(func(p *Policy) { p.Persons = []capability.ActKind{capability.ActUploadRequest} }), in(capability.StageRequestMade, nil), Decision{Asks, capability.ActUploadRequest, NeedsPerson}},
		{"the load is a person's", sn1, in(capability.StageResponseFound, nil), Decision{Asks, capability.ActLoadResponse, NeedsPerson}},
		{"the load is allowed", noPerson, in(capability.StageResponseFound, nil), Decision{Goes, capability.ActLoadResponse, ""}},
		{"the load without the device", noPerson, unit(func(u *Unit) { u.Present, u.Return = false, at(capability.StageResponseFound, nil) }), Decision{Waits, capability.ActLoadResponse, NoDevice}},
		{"the response takes all that was ordered", noPerson, in(capability.StageResponseFound, func(r *capability.Return) { r.Expected = []capability.License{} }), Decision{Goes, capability.ActLoadResponse, ""}},
		{"the response takes what nobody ordered", noPerson, in(capability.StageResponseFound, func(r *capability.Return) {
			r.Order.Lines, r.Expected = r.Order.Lines[:1], []capability.License{}
		}), Decision{Asks, capability.ActLoadResponse, OtherResponse}},
		{"a scan is wanted", stick, unit(func(u *Unit) { u.Scan, u.Return = true, at(capability.StageResponseFound, nil) }), Decision{Asks, capability.ActLoadResponse, NeedsScan}},

		{"no stick", stick, in(capability.StageRequestMade, nil), Decision{Waits, capability.ActSaveRequest, NoStick}},
		{"onto the stick", stick, unit(func(u *Unit) { u.Stick, u.Return = true, at(capability.StageRequestMade, nil) }), Decision{Goes, capability.ActSaveRequest, ""}},
		{"the answer may be there", stick, unit(func(u *Unit) { u.Stick, u.Return = true, at(capability.StageRequestSaved, nil) }), Decision{Goes, capability.ActUploadRequest, ""}},
		{"the answer is not there", stick, unit(func(u *Unit) { u.Stick, u.Searched, u.Return = true, true, at(capability.StageRequestSaved, nil) }), Decision{Waits, capability.ActUploadRequest, NoAnswer}},
		{"no stick to look at", stick, in(capability.StageConfirmationSaved, nil), Decision{Waits, capability.ActUploadConfirmation, NoAnswer}},
	}
	for _, tt := range tests {
		if got := tt.policy.Decide(tt.unit); got != tt.want {
			t.Errorf("%s: %+v, not %+v", tt.name, got, tt.want)
		}
	}
}

// TestAPersonsActNeverGoes: whatever the stage, an act that the policy leaves to
// persons is not done, and one that can't be undone is done only by a policy that
// names the device.
func TestAPersonsActNeverGoes(t *testing.T) {
	for _, stage := range capability.Stages() {
		u := Unit{Device: dev, Present: true, Held: held, Return: at(stage, nil), Stick: true}
		for _, through := range []Way{ByPortal, ByStick, ByFolder} {
			p := Policy{Devices: []string{"SN1"}, Through: through, ADay: 1}
			act := p.next(u)
			p.Persons = []capability.ActKind{act.Kind}
			looks := act.Need == capability.NeedsPortal && through != ByPortal
			if d := p.Decide(u); d.Verdict == Goes && !looks {
				t.Errorf("%s through %s: %+v", stage, through, d)
			}
			p.Devices = []string{"SN2"}
			if d := p.Decide(u); d.Verdict != Leaves {
				t.Errorf("%s through %s, another device: %+v", stage, through, d)
			}
		}
	}
}
