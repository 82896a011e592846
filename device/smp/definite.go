package smp

import (
	"errors"
	"fmt"

	"handback/capability"
)

// definite is the error of a command of the licensing group. Where the device
// answered with an error of a group below, that is its no as well, in the
// protocol's words.
func definite(what string, err error) error {
	var rc RC
	var file FileError
	var other *GroupError
	no := &capability.Refusal{Code: capability.Failed}
	switch {
	case err == nil:
		return nil
	case errors.As(err, new(*capability.Refusal)):
		return fmt.Errorf("%s: %w", what, err)
	case errors.As(err, &rc):
		no.Code, no.Said = rc.refusal(), rc.words()
	case errors.As(err, &file):
		no.Code, no.Said = file.refusal(), file.words()
	case errors.As(err, &other):
		no.Said = fmt.Sprintf("group %d error %d", other.Group, other.Code)
	default:
		return fmt.Errorf("%s: %w", what, err)
	}
	if own := new(reasoned); errors.As(err, &own) {
		no.Text = own.text
	}
	return fmt.Errorf("%s: %w", what, no)
}

// unsent is the error of a command before which something failed.
func unsent(what string, err error) error {
	return fmt.Errorf("%w: %w", capability.ErrNotSent, definite(what, err))
}

// refusal is the reason that comes nearest.
func (rc RC) refusal() capability.RefusalCode {
	switch rc {
	case RCNoMemory:
		return capability.StorageFull
	case RCInvalid, RCMessageSize:
		return capability.InvalidValue
	case RCNoEntry:
		return capability.NotThere
	case RCNotSupported, RCTooOld, RCTooNew:
		return capability.NotSupported
	case RCAccessDenied:
		return capability.AccessDenied
	case RCBusy:
		return capability.Busy
	default:
		return capability.Failed
	}
}

func (e FileError) refusal() capability.RefusalCode {
	switch e {
	case FileWrite:
		return capability.StorageFull
	case FileInvalidName:
		return capability.InvalidValue
	case FileNotFound, FileMountPoint:
		return capability.NotThere
	case FileReadOnly:
		return capability.AccessDenied
	default:
		return capability.Failed
	}
}
