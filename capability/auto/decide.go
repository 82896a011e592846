package auto

import (
	"slices"
	"time"

	"handback/capability"
)

// Verdict is what is done with a unit now.
type Verdict string

// The verdicts.
const (
	Goes   Verdict = "goes"   // the act is done
	Waits  Verdict = "waits"  // for something to come by itself
	Asks   Verdict = "asks"   // for a person: the unit stands still until one acts
	Leaves Verdict = "leaves" // nothing is to be done here
)

// Why says why a unit does not go on.
type Why string

// The reasons, with the verdict that each goes with.
const (
	NotNamed    Why = "not-named"    // leaves: the policy does not name the device
	TakenOver   Why = "taken-over"   // leaves: a person works on it
	Finished    Why = "finished"     // leaves: its return is closed
	NothingHeld Why = "nothing-held" // leaves: it holds nothing to return

	NoDevice Why = "no-device" // waits for the device
	NoStick  Why = "no-stick"  // waits for a stick or for the folder
	NoAnswer Why = "no-answer" // waits for the portal's answer
	DayFull  Why = "day-full"  // waits for tomorrow
	NotRead  Why = "not-read"  // waits until its licenses are read
	InUse    Why = "in-use"    // waits: another process writes the ledger
	Failed   Why = "failed"    // waits: it is tried again after a pause

	NeedsPerson   Why = "needs-person"   // asks: the policy leaves the act to one
	NotApproved   Why = "not-approved"   // asks: no list that counts names the device as it is
	Before        Why = "before"         // asks: it had a return here, and holds licenses again
	Flagged       Why = "flagged"        // asks: the device behaves in an unexpected way
	Damaged       Why = "damaged"        // asks: the ledger has a record that can't be read, perhaps of this device
	Problem       Why = "problem"        // asks: refused, still there, partly gone, ...
	OtherOrder    Why = "other-order"    // asks: its return takes more, or less, than the policy allows
	OtherResponse Why = "other-response" // asks: the response changes what nobody ordered
	OtherWay      Why = "other-way"      // asks: it was taken in, declared dead, or activates a replacement
	NeedsScan     Why = "needs-scan"     // asks: the site wants a scan of the stick on record
	Odd           Why = "odd"            // asks: what came of the act needs a person
)

// Unit is one device and all that a decision about it rests on.
type Unit struct {
	Device  capability.Identity
	Present bool // it answers at a port

	Held   []capability.License // nil: they were not read
	Return *capability.Return   // the open one; nil: none is open
	Former time.Time            // when an earlier return was closed or given up here; zero: there was none

	TakenOver bool   // by a person
	Approved  []Item // what two persons approved of this device, and that counts now
	Opened    int    // returns within the last 24 hours, of all devices
	Damaged   bool   // the ledger has a record that can't be read

	Stick    bool // a stick or the folder is at hand
	Searched bool // and the answer is not on it
	Scan     bool // the site wants a scan on record
}

// Decision is what a policy says about a unit.
type Decision struct {
	Verdict Verdict
	Act     capability.ActKind // that is done, or that is next
	Why     Why                // empty: it goes
}

// rule decides, or passes on to the next one.
type rule func(Policy, Unit) (Decision, bool)

// Decide says what is done with a unit now. The first rule that fits decides.
func (p Policy) Decide(u Unit) Decision {
	rules := []rule{ruleWho}
	if u.Return == nil {
		rules = append(rules, ruleHolds, ruleFormer, ruleDay)
	} else {
		rules = append(rules, ruleOdd, ruleOrder, ruleResponse)
	}
	rules = append(rules, ruleApproved, rulePerson, ruleAtHand)
	act := p.next(u)
	for _, r := range rules {
		if d, decided := r(p, u); decided {
			d.Act = act.Kind
			return d
		}
	}
	return Decision{Goes, act.Kind, ""}
}

// next is the act of a unit. A program that reaches the portal needs no carrying.
func (p Policy) next(u Unit) capability.Act {
	if u.Return == nil {
		return capability.Act{Kind: ActOpen, Who: capability.Technician, Need: capability.NeedsDevice, CanBeUndone: true}
	}
	act := capability.Next(*u.Return)
	if p.Through == ByPortal && act.Need == capability.NeedsStick && act.Answer != "" {
		return capability.ActOn(act.File, capability.NeedsPortal)
	}
	return act
}

func ruleWho(p Policy, u Unit) (Decision, bool) {
	switch {
	case u.TakenOver:
		return Decision{Verdict: Leaves, Why: TakenOver}, true
	case !p.Names(u.Device):
		return Decision{Verdict: Leaves, Why: NotNamed}, true
	}
	return Decision{}, false
}

// ruleHolds is about a device without an open return.
func ruleHolds(p Policy, u Unit) (Decision, bool) {
	switch {
	case !u.Present && !u.Former.IsZero():
		return Decision{Verdict: Leaves, Why: Finished}, true
	case !u.Present:
		return Decision{Verdict: Waits, Why: NoDevice}, true
	case u.Held == nil:
		return Decision{Verdict: Waits, Why: NotRead}, true
	case len(p.Order(u.Held).Lines) > 0 && u.Damaged:
		return Decision{Verdict: Asks, Why: Damaged}, true
	case len(p.Order(u.Held).Lines) > 0:
		return Decision{}, false
	case !u.Former.IsZero():
		return Decision{Verdict: Leaves, Why: Finished}, true
	default:
		return Decision{Verdict: Leaves, Why: NothingHeld}, true
	}
}

// ruleFormer keeps what a device got after its return from going back unasked. A
// list that was proposed afterwards asks for it.
func ruleFormer(p Policy, u Unit) (Decision, bool) {
	later := func(i Item) bool { return i.Proposed.After(u.Former) }
	if u.Former.IsZero() || p.TwoPersons && slices.ContainsFunc(u.Approved, later) {
		return Decision{}, false
	}
	return Decision{Verdict: Asks, Why: Before}, true
}

func ruleDay(p Policy, u Unit) (Decision, bool) {
	return Decision{Verdict: Waits, Why: DayFull}, u.Opened >= p.ADay
}

// ruleOdd stops a return that is not as returns usually are.
func ruleOdd(_ Policy, u Unit) (Decision, bool) {
	r := u.Return
	switch {
	case len(r.Sources) > 0, r.Told != nil, r.Dead(), r.Purpose == capability.ToActivate, r.Replacement != nil:
		return Decision{Verdict: Asks, Why: OtherWay}, true
	case len(r.Flags) > 0:
		return Decision{Verdict: Asks, Why: Flagged}, true
	case r.Problem != nil:
		return Decision{Verdict: Asks, Why: Problem}, true
	}
	return Decision{}, false
}

// ruleOrder: persons may open returns, too, and those go on within the policy only.
func ruleOrder(p Policy, u Unit) (Decision, bool) {
	lines := u.Return.Order.Lines
	other := func(l capability.Line) bool { return !p.covers(l) }
	return Decision{Verdict: Asks, Why: OtherOrder}, len(lines) == 0 || slices.ContainsFunc(lines, other)
}

// ruleResponse compares a response that can be read with the order. One that can't
// be read came as the portal's answer, or a person chose it.
func ruleResponse(_ Policy, u Unit) (Decision, bool) {
	r := u.Return
	if r.Stage != capability.StageResponseFound {
		return Decision{}, false
	}
	unasked := func(c capability.Change) bool { return !c.Asked }
	switch {
	case r.Expected != nil && slices.ContainsFunc(capability.Difference(r.Held(), r.Expected, r.Order), unasked):
		return Decision{Verdict: Asks, Why: OtherResponse}, true
	case u.Scan:
		return Decision{Verdict: Asks, Why: NeedsScan}, true
	}
	return Decision{}, false
}

// ruleApproved wants the list of two persons where a return begins and before each
// act that can't be undone.
func ruleApproved(p Policy, u Unit) (Decision, bool) {
	if !p.TwoPersons || p.next(u).OnlyLooks {
		return Decision{}, false
	}
	order, before := p.Order(u.Held), u.Held
	if r := u.Return; r != nil {
		if r.Stage > capability.StageLoading { // it is gone from the device: the rest only proves that
			return Decision{}, false
		}
		order, before = r.Order, r.Before
	}
	fits := func(i Item) bool { return i.fits(order, before) && i.Proposed.After(u.Former) }
	return Decision{Verdict: Asks, Why: NotApproved}, !slices.ContainsFunc(u.Approved, fits)
}

// rulePerson leaves to persons what the policy leaves to them. Looking for the
// portal's answer on a stick is no upload.
func rulePerson(p Policy, u Unit) (Decision, bool) {
	act := p.next(u)
	looks := act.Need == capability.NeedsPortal && p.Through != ByPortal
	return Decision{Verdict: Asks, Why: NeedsPerson}, p.needsPerson(act.Kind) && !looks
}

func ruleAtHand(p Policy, u Unit) (Decision, bool) {
	act := p.next(u)
	onStick := act.Need == capability.NeedsStick || act.Need == capability.NeedsPortal && p.Through != ByPortal
	switch {
	case act.Kind == capability.ActNothing:
		return Decision{Verdict: Leaves, Why: Finished}, true
	case act.Need == capability.NeedsNothing: // a declaration: a person's
		return Decision{Verdict: Asks, Why: OtherWay}, true
	case act.Need == capability.NeedsDevice && !u.Present:
		return Decision{Verdict: Waits, Why: NoDevice}, true
	case onStick && act.Need == capability.NeedsPortal && (u.Searched || !u.Stick):
		return Decision{Verdict: Waits, Why: NoAnswer}, true
	case onStick && !u.Stick:
		return Decision{Verdict: Waits, Why: NoStick}, true
	}
	return Decision{}, false
}
