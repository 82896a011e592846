package message

import (
	"fmt"
	"time"

	"handback/capability"
)

// Response is what the portal tells a device. Loading it replaces all rights
// that the device holds.
type Response struct {
	ID      ID
	Host    capability.HostID
	Issued  time.Time            // whole seconds
	Expires time.Time            // the last moment to load it; zero: never
	Seq     uint64               // above that of every earlier response for the host
	Answers *ID                  // the request; nil: the portal began
	Rights  []capability.License // all that the device holds from now on
	Confirm bool                 // the portal credits only after a confirmation request
	Notes   []Note
}

// Check reports whether the response is within the limits of the package. The
// error is an [ErrNotMessage] or [ErrTooLarge].
func (r Response) Check() error {
	if err := checkHost(r.Host); err != nil {
		return err
	}
	if err := checkSeq(r.Seq); err != nil {
		return err
	}
	if r.Issued.IsZero() {
		return fmt.Errorf("%w: it does not say when it was issued", ErrNotMessage)
	}
	if err := checkTime("issue time", r.Issued); err != nil {
		return err
	}
	if err := checkTime("expiry time", r.Expires); err != nil {
		return err
	}
	if err := checkRights(r.Rights); err != nil {
		return err
	}
	return checkNotes(r.Notes)
}

func checkRights(rights []capability.License) error {
	if err := checkNumber("rights", len(rights)); err != nil {
		return err
	}
	if err := capability.CheckLicenses(rights); err != nil {
		return fmt.Errorf("%w: %w", ErrNotMessage, err)
	}
	for _, l := range rights {
		if err := checkText("feature", l.Feature); err != nil {
			return err
		}
		if err := checkText("version", l.Version); err != nil {
			return err
		}
		if err := checkTime("expiry time of a license", l.Expires); err != nil {
			return err
		}
	}
	return nil
}

// Payload checks the response and encodes it, unsigned.
func (r Response) Payload() ([]byte, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	return marshal(r.wire())
}
