package capability

import (
	"errors"
	"fmt"
)

// Line asks for one activation ID. Count is what shall REMAIN on the device,
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
	for _, l := range o.Lines {
		if CountOf(held, l.ActivationID) > l.Count {
			return false
		}
	}
	return true
}
