package capability

import "fmt"

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
	for _, l := range o.Lines {
		if CountOf(held, l.ActivationID) < l.Count {
			return false
		}
	}
	return true
}
