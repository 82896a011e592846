package capability

import "fmt"

// Way says where a return was started.
type Way string

// The ways. The first two end in the same confirmation; from a label there can
// only be a declaration.
const (
	FromDevice Way = "device"
	FromPortal Way = "portal"
	FromLabel  Way = "label" // the device can't be read: known from its label or an earlier record
	FromCase   Way = "case"  // another laptop's case was taken in: what goes back shows by the portal's response
)

// Policy says whether the portal asks for a confirmation ("Skip Confirmation"
// in FlexNet Operations). What is not known is treated as required.
type Policy string

// The policies.
const (
	ConfirmationUnknown  Policy = "unknown"
	ConfirmationRequired Policy = "required"
	ConfirmationSkipped  Policy = "skipped"
)

// Opened begins a return: what the device held when it was read, and what
// shall go back.
type Opened struct {
	ID           ReturnID `json:"id"`
	Way          Way      `json:"way"`
	Reading      Reading  `json:"reading"`
	Order        Order    `json:"order"`
	Reason       string   `json:"reason,omitempty"`
	Confirmation Policy   `json:"confirmation,omitempty"`

	Purpose     Purpose  `json:"purpose,omitempty"`     // empty: ToReturn
	Replacement *HostID  `json:"replacement,omitempty"` // the device that gets the licenses afterwards
	TransferOf  ReturnID `json:"transfer_of,omitempty"` // the return whose credit an activation waits for
}

// Kind implements [Fact].
func (Opened) Kind() FactKind { return KindOpened }

func (f Opened) apply(r *Return) error {
	if r.Stage != StageNone {
		return fmt.Errorf("%w: the return is open already", ErrUnexpected)
	}
	if err := f.ID.Check(); err != nil {
		return err
	}
	if err := f.Reading.Device.Host.Check(); err != nil {
		return err
	}
	r.ID, r.Way, r.Reason, r.Policy = f.ID, f.Way, f.Reason, f.Confirmation
	r.Device, r.Before, r.Order = f.Reading.Device, f.Reading.Licenses, f.Order
	r.Purpose, r.Replacement, r.TransferOf = f.Purpose, f.Replacement, f.TransferOf
	r.Seen = f.Reading.Device
	if r.Purpose == "" {
		r.Purpose = ToReturn
	}
	switch f.Way {
	case FromDevice:
		r.Stage = StageOrdered
		return r.Purpose.check(f.Order, f.Reading.Licenses)
	case FromPortal:
		r.Stage = StageAtPortal
		if len(f.Order.Lines) == 0 { // a response that can't be read: the device will show what it takes away
			return nil
		}
		return r.Purpose.check(f.Order, f.Reading.Licenses)
	case FromLabel:
		r.Stage = StageOrdered
		return nil
	default:
		return fmt.Errorf("%w: started nowhere (%q)", ErrUnexpected, string(f.Way))
	}
}
