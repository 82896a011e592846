// Package report makes of the returns of a ledger what an office wants to know: what
// came back and on what each rests, what is owed and since when. It is pure: no files,
// no clock. A report never adds what persons claim to what was proved, nor what
// colleagues signed to what was seen on this laptop.
package report

import (
	"cmp"
	"slices"
	"time"

	"handback/capability"
)

// Scope says what a report tells of. A zero field bounds nothing.
type Scope struct {
	Since  time.Time `json:"since,omitzero"` // what came back before doesn't count
	Until  time.Time `json:"until,omitzero"` // the report tells how things stood then
	Site   string    `json:"site,omitempty"`
	Device string    `json:"device,omitempty"` // a serial number or a host ID

	Now  time.Time      `json:"made"` // required
	Zone *time.Location `json:"-"`    // in which weeks begin; required
}

// At is the moment whose state the report shows.
func (s Scope) At() time.Time {
	if s.Until.IsZero() || s.Until.After(s.Now) {
		return s.Now
	}
	return s.Until
}

// Count is how many returns, and what they bring back.
type Count struct {
	Returns  int `json:"returns"`
	Licenses int `json:"licenses"`
	Units    int `json:"units"`
	Unknown  int `json:"unknown"` // returns of which nobody here can tell the licenses
}

func (c *Count) add(o Count) {
	c.Returns, c.Licenses = c.Returns+o.Returns, c.Licenses+o.Licenses
	c.Units, c.Unknown = c.Units+o.Units, c.Unknown+o.Unknown
}

// Returned counts the returns that rest on one thing.
type Returned struct {
	On capability.Closing `json:"on"`
	Count
}

// Owed counts the returns that owe the same.
type Owed struct {
	Debt capability.Debt `json:"debt"`
	Count
	Oldest time.Time `json:"oldest,omitzero"` // since when; zero: there is none
}

// Totals are the sums over some returns. Each way to close and each debt has its row,
// in a fixed order, also when there is none of it.
type Totals struct {
	Returned []Returned `json:"returned"`
	Owed     []Owed     `json:"owed"`
}

// closings are the ways in which a return comes to its end, proof first.
var closings = []capability.Closing{
	capability.ClosedOnProof, capability.ClosedOnAnswer, capability.ClosedOnTrust, capability.ClosedOnClaim, capability.ClosedOnDecision,
}

func newTotals() Totals {
	var t Totals
	for _, on := range closings {
		t.Returned = append(t.Returned, Returned{On: on})
	}
	for _, debt := range capability.Debts() {
		t.Owed = append(t.Owed, Owed{Debt: debt})
	}
	return t
}

func (t *Totals) add(i Item) {
	for n := range t.Returned {
		if i.Closing == t.Returned[n].On {
			t.Returned[n].add(i.count())
		}
	}
	for n := range t.Owed {
		if i.Debt == t.Owed[n].Debt {
			t.Owed[n].add(i.count())
			t.Owed[n].Oldest = earlier(t.Owed[n].Oldest, i.Since)
		}
	}
}

// earlier is the earlier of two times; a zero one is none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// Proved counts the returns that the portal proved.
func (t Totals) Proved() Count { return t.Returned[0].Count }

// Unproved counts those that came to an end without proof.
func (t Totals) Unproved() Count {
	var sum Count
	for _, r := range t.Returned[1:] {
		sum.add(r.Count)
	}
	return sum
}

// Debts counts those that owe something, and tells since when the oldest does.
func (t Totals) Debts() Owed {
	var sum Owed
	for _, o := range t.Owed {
		sum.add(o.Count)
		sum.Oldest = earlier(sum.Oldest, o.Oldest)
	}
	return sum
}

// Colleague has the sums of what one known colleague signed. They are that person's
// word; nobody checked them here.
type Colleague struct {
	Name string `json:"name"`
	Totals
}

// Why says why a return or a case is not in a report.
type Why string

// The reasons.
const (
	Unreadable   Why = "unreadable"    // the record is damaged
	WithoutSite  Why = "without-site"  // a site was asked for, and none is noted with it
	OnlyTold     Why = "only-told"     // it was taken in, nobody known signed it, and nothing of it was seen here
	Unsigned     Why = "unsigned"      // a case that nobody signed
	Unknown      Why = "unknown"       // a case that nobody signed who is known here
	Impossible   Why = "impossible"    // a case that tells what no return can have
	Disagrees    Why = "disagrees"     // a case that says otherwise than the record here, or than another case
	KnownAlready Why = "known-already" // a case that says no more than the record here, or than another case
)

// LeftOut counts what is not in a report for one reason.
type LeftOut struct {
	Why   Why `json:"why"`
	Count int `json:"count"`
}

// Report is what a ledger tells an office.
type Report struct {
	Scope      Scope               `json:"scope"`
	Here       Totals              `json:"here"` // what was seen on this laptop
	Colleagues []Colleague         `json:"colleagues"`
	Weeks      []Week              `json:"weeks"`   // what came back, the oldest first, also weeks without anything
	Outside    Week                `json:"outside"` // what came back in none of them
	Items      []Item              `json:"returns"` // debts, the oldest first; then what came back, the newest first
	LeftOut    []LeftOut           `json:"left_out"`
	Incomplete capability.CutShort `json:"incomplete,omitzero"` // why not all cases were looked through
}

// Builder gathers the returns of a report. Of each return it keeps a few numbers.
type Builder struct {
	scope      Scope
	items      []Item
	left       map[Why]int
	incomplete capability.CutShort
}

// New begins a report.
func New(s Scope) *Builder { return &Builder{scope: s, left: make(map[Why]int)} }

// LeaveOut counts something that is not in the report.
func (b *Builder) LeaveOut(why Why) { b.left[why]++ }

// Incomplete says why not all cases were looked through.
func (b *Builder) Incomplete(why capability.CutShort) { b.incomplete = why }

// Report gives the report on all that was added.
func (b *Builder) Report() Report {
	r := Report{Scope: b.scope, Here: newTotals(), Colleagues: []Colleague{}, Items: append([]Item{}, b.items...), LeftOut: []LeftOut{}, Incomplete: b.incomplete}
	slices.SortFunc(r.Items, inOrder)
	for _, i := range r.Items {
		r.totalsOf(i.Colleague).add(i)
	}
	slices.SortFunc(r.Colleagues, func(a, b Colleague) int { return cmp.Compare(a.Name, b.Name) })
	r.Weeks, r.Outside = weeksOf(b.scope, r.Items)
	for _, why := range []Why{Unreadable, WithoutSite, OnlyTold, Unsigned, Unknown, Impossible, Disagrees, KnownAlready} {
		if n := b.left[why]; n > 0 {
			r.LeftOut = append(r.LeftOut, LeftOut{why, n})
		}
	}
	return r
}

func (r *Report) totalsOf(name string) *Totals {
	if name == "" {
		return &r.Here
	}
	for n := range r.Colleagues {
		if r.Colleagues[n].Name == name {
			return &r.Colleagues[n].Totals
		}
	}
	r.Colleagues = append(r.Colleagues, Colleague{name, newTotals()})
	return &r.Colleagues[len(r.Colleagues)-1].Totals
}

// inOrder puts debts first.
func inOrder(a, b Item) int {
	switch aOwes, bOwes := a.Debt != "", b.Debt != ""; {
	case aOwes != bOwes:
		if aOwes {
			return -1
		}
		return 1
	case aOwes:
		return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID))
	default:
		return cmp.Or(b.Closed.Compare(a.Closed), cmp.Compare(a.ID, b.ID))
	}
}
