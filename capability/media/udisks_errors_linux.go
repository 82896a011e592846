package media

import (
	"errors"
	"fmt"

	"handback/capability"

	"github.com/godbus/dbus/v5"
)

// Errors of UDisks2 that are no failures.
const (
	errAlreadyMounted = udisksName + ".Error.AlreadyMounted"
	errNotMounted     = udisksName + ".Error.NotMounted"
)

func named(err error, name string) bool {
	var answer dbus.Error
	return errors.As(err, &answer) && answer.Name == name
}

// worded says in this package's errors what the bus or UDisks2 answered.
func worded(err error) error {
	var answer dbus.Error
	if err == nil || typed(err) {
		return err
	}
	if errors.Is(err, dbus.ErrClosed) {
		return fmt.Errorf("%w: %w", ErrNoService, err)
	}
	if !errors.As(err, &answer) {
		return err
	}
	said := capability.Printable(answer.Error())
	if kind := kindOf(answer.Name); kind != nil {
		return fmt.Errorf("%w: %s", kind, said)
	}
	return fmt.Errorf("the system's service says: %s", said)
}

// kindOf is the error that a name stands for; nil: none of this package's.
func kindOf(name string) error {
	switch name {
	case udisksName + ".Error.NotAuthorized", udisksName + ".Error.NotAuthorizedCanObtain",
		udisksName + ".Error.NotAuthorizedDismissed", udisksName + ".Error.OptionNotPermitted",
		udisksName + ".Error.MountedByOtherUser", "org.freedesktop.DBus.Error.AccessDenied",
		"org.freedesktop.DBus.Error.InteractiveAuthorizationRequired":
		return ErrPermission
	case udisksName + ".Error.DeviceBusy", udisksName + ".Error.AlreadyUnmounting", udisksName + ".Error.WouldWakeup":
		return ErrBusy
	case "org.freedesktop.DBus.Error.UnknownObject", "org.freedesktop.DBus.Error.UnknownInterface",
		"org.freedesktop.DBus.Error.UnknownMethod":
		return ErrGone // the object went away
	case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
		"org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Disconnected",
		"org.freedesktop.DBus.Error.Spawn.ServiceNotFound", "org.freedesktop.DBus.Error.Spawn.Failed",
		"org.freedesktop.DBus.Error.Spawn.ChildExited", "org.freedesktop.DBus.Error.Spawn.ExecFailed":
		return ErrNoService
	default:
		return nil
	}
}
