package capability

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Line asks for one activation ID. Count is what should REMAIN on the device,
// as in FlexNet's return requests: 0 returns all units.
type Line struct {
	ActivationID ActivationID `json:"activation_id"`
	Count        int          `json:"remaining"`
}

// Order says which licenses go back and what remains of each.
type Order struct {
	Lines []Line `json:"lines"`
}

// ErrOrder says that an order can't be carried out on what the device holds.
var ErrOrder = errors.New("this order is not possible")

// ErrEmptyOrder is the [ErrOrder] of an order that names no license: there is
// nothing to return.
var ErrEmptyOrder = fmt.Errorf("%w: it names no license", ErrOrder)

// ReturnAll orders the return of every unit of every license.
func ReturnAll(held []License) Order {
	var o Order
	for _, l := range held {
		if l.Count > 0 {
			o.Lines = append(o.Lines, Line{ActivationID: l.ActivationID})
		}
	}
	return o
}

// Check reports whether the device holds what the order takes away: at least
// one line, each activation ID once, and each count below what is held.
func (o Order) Check(held []License) error {
	switch {
	case len(o.Lines) == 0:
		return ErrEmptyOrder
	case len(o.Lines) > MaxLicenses:
		return fmt.Errorf("%w: it names %d licenses, more than %d", ErrOrder, len(o.Lines), MaxLicenses)
	}
	seen := make(map[ActivationID]bool, len(o.Lines))
	for _, l := range o.Lines {
		have := CountOf(held, l.ActivationID)
		switch {
		case seen[l.ActivationID]:
			return fmt.Errorf("%w: %s comes twice", ErrOrder, l.ActivationID)
		case have == 0:
			return fmt.Errorf("%w: the device holds no %s", ErrOrder, l.ActivationID)
		case l.Count < 0 || l.Count >= have:
			return fmt.Errorf("%w: %d of %d %s can't remain after a return", ErrOrder, l.Count, have, l.ActivationID)
		}
		seen[l.ActivationID] = true
	}
	return nil
}

// MetBy reports whether the licenses read from the device show the order
// carried out: no more units than were to remain, of every line.
func (o Order) MetBy(held []License) bool {
	return !slices.ContainsFunc(o.Lines, func(l Line) bool { return CountOf(held, l.ActivationID) > l.Count })
}

// Purpose says which way licenses go.
type Purpose string

// The purposes. An activation goes the same way as a return, with counts above
// what is held, and needs no confirmation.
const (
	ToReturn   Purpose = "return"
	ToActivate Purpose = "activation"
)

// CheckActivation reports whether the order asks for more of each activation
// ID than the device holds, each once.
func (o Order) CheckActivation(held []License) error {
	if len(o.Lines) == 0 || len(o.Lines) > MaxLicenses {
		return fmt.Errorf("%w: it names %d licenses, 1 to %d are possible", ErrOrder, len(o.Lines), MaxLicenses)
	}
	seen := make(map[ActivationID]bool, len(o.Lines))
	for _, l := range o.Lines {
		if err := l.ActivationID.Check(); err != nil {
			return err
		}
		if have := CountOf(held, l.ActivationID); l.Count <= have || l.Count > MaxCount || seen[l.ActivationID] {
			return fmt.Errorf("%w: the device holds %d %s and %d were asked for", ErrOrder, have, l.ActivationID, l.Count)
		}
		seen[l.ActivationID] = true
	}
	return nil
}

// check reports whether the order is possible on what is held.
func (p Purpose) check(o Order, held []License) error {
	if p == ToActivate {
		return o.CheckActivation(held)
	}
	return o.Check(held)
}

// met reports whether what is held shows the order carried out.
func (p Purpose) met(o Order, held []License) bool {
	if p != ToActivate {
		return o.MetBy(held)
	}
	return !slices.ContainsFunc(o.Lines, func(l Line) bool { return CountOf(held, l.ActivationID) < l.Count })
}

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

// Changes compares what the device held with what the response leaves. Where nobody
// can read the response they are those of the order, and read is false.
func (r Return) Changes() (changes []Change, read bool) {
	if r.Response != nil && r.Response.MessageID != "" {
		return Difference(r.Held(), r.Expected, r.Order), true
	}
	after := slices.Clone(r.Held())
	for i, l := range after {
		at := slices.IndexFunc(r.Order.Lines, func(o Line) bool { return o.ActivationID == l.ActivationID })
		if at >= 0 {
			after[i].Count = r.Order.Lines[at].Count
		}
	}
	return Difference(r.Held(), after, r.Order), false
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
	return orderOf(before, after, func(c Change) bool { return c.After < c.Before })
}

// AdditionOf is the order of an activation that a change of licenses carries
// out: what is added, with what is held then.
func AdditionOf(before, after []License) Order {
	return orderOf(before, after, func(c Change) bool { return c.After > c.Before })
}

func orderOf(before, after []License, counts func(Change) bool) Order {
	var o Order
	for _, c := range Difference(before, after, Order{}) {
		if counts(c) {
			o.Lines = append(o.Lines, Line{ActivationID: c.ActivationID, Count: c.After})
		}
	}
	return o
}
