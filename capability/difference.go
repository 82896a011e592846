package capability

import (
	"cmp"
	"slices"
)

// Change is one license that a response changes.
type Change struct {
	ActivationID ActivationID `json:"activation_id"`
	Feature      string       `json:"feature"` // untrusted
	Before       int          `json:"before"`  // units held
	After        int          `json:"after"`
	Asked        bool         `json:"asked"` // the order names it
}

// Difference lists the licenses whose counts differ between two readings, by
// activation ID.
func Difference(before, after []License, order Order) []Change {
	all := map[ActivationID]*Change{}
	at := func(l License) *Change {
		if all[l.ActivationID] == nil {
			all[l.ActivationID] = &Change{ActivationID: l.ActivationID, Feature: l.Feature}
		}
		return all[l.ActivationID]
	}
	for _, l := range before {
		at(l).Before = l.Count
	}
	for _, l := range after {
		at(l).After = l.Count
	}
	var changes []Change
	for _, c := range all {
		if c.Before != c.After {
			c.Asked = order.asks(*c)
			changes = append(changes, *c)
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return cmp.Compare(a.ActivationID, b.ActivationID) })
	return changes
}

// asks reports whether the order asks for a change: one that takes away, or
// adds, no more than it says.
func (o Order) asks(c Change) bool {
	return slices.ContainsFunc(o.Lines, func(l Line) bool {
		if l.ActivationID != c.ActivationID {
			return false
		}
		if c.After < c.Before {
			return c.After >= l.Count
		}
		return c.After <= l.Count
	})
}

// ReductionOf is the order that a change of licenses carries out: what is
// taken away, with what remains. It has no lines when nothing is.
func ReductionOf(before, after []License) Order {
	var o Order
	for _, c := range Difference(before, after, Order{}) {
		if c.After < c.Before {
			o.Lines = append(o.Lines, Line{ActivationID: c.ActivationID, Count: c.After})
		}
	}
	return o
}

// AdditionOf is the order of an activation that a change of licenses carries
// out: what is added, with what is held then.
func AdditionOf(before, after []License) Order {
	var o Order
	for _, c := range Difference(before, after, Order{}) {
		if c.After > c.Before {
			o.Lines = append(o.Lines, Line{ActivationID: c.ActivationID, Count: c.After})
		}
	}
	return o
}
