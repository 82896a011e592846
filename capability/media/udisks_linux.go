package media

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"

	"handback/capability"

	"github.com/godbus/dbus/v5"
)

// objects is the tree of UDisks2: the properties of each interface of each
// object.
type objects map[dbus.ObjectPath]map[string]map[string]dbus.Variant

// property is one property; its zero value where it is missing or of another
// type than documented.
func property[T any](o objects, path dbus.ObjectPath, iface, name string) T {
	value, _ := o[path][iface][name].Value().(T)
	return value
}

func (o objects) is(path dbus.ObjectPath, iface string) bool {
	_, has := o[path][iface]
	return has
}

// block finds the object of a device such as /dev/sdb1.
func (o objects) block(device string) (dbus.ObjectPath, bool) {
	for path := range o {
		if text(property[[]byte](o, path, ifaceBlock, "Device")) == device {
			return path, true
		}
	}
	return "", false
}

// points is where a file system is mounted.
func (o objects) points(path dbus.ObjectPath) []string {
	var all []string
	for _, p := range property[[][]byte](o, path, ifaceFilesystem, "MountPoints") {
		all = append(all, text(p))
	}
	return all
}

// backing is the encrypted block that a block was unlocked from; empty: none.
func (o objects) backing(path dbus.ObjectPath) dbus.ObjectPath {
	if b := property[dbus.ObjectPath](o, path, ifaceBlock, "CryptoBackingDevice"); b != "/" {
		return b
	}
	return ""
}

// drive is the drive under a block, with all blocks that are on it; empty: it
// has none, as a volume group that may span several.
func (o objects) drive(path dbus.ObjectPath) (dbus.ObjectPath, []dbus.ObjectPath) {
	drive := o.driveOf(path)
	if drive == "" || drive == "/" {
		return "", nil
	}
	var blocks []dbus.ObjectPath
	for _, other := range slices.Sorted(maps.Keys(o)) {
		if o.is(other, ifaceBlock) && o.driveOf(other) == drive {
			blocks = append(blocks, other)
		}
	}
	return drive, blocks
}

func (o objects) driveOf(path dbus.ObjectPath) dbus.ObjectPath {
	if below := o.backing(path); below != "" {
		path = below
	}
	return property[dbus.ObjectPath](o, path, ifaceBlock, "Drive")
}

// text is a name that ends with a zero byte, as UDisks2 writes paths.
func text(raw []byte) string {
	name, _, _ := bytes.Cut(raw, []byte{0})
	return string(name)
}

// Errors of UDisks2 that are no failures.
const (
	errAlreadyMounted = udisksName + ".Error.AlreadyMounted"
	errNotMounted     = udisksName + ".Error.NotMounted"
)

func hasName(err error, name string) bool {
	answer, ok := errors.AsType[dbus.Error](err)
	return ok && answer.Name == name
}

// mediaError turns what the bus or UDisks2 answered into an error of this
// package.
func mediaError(err error) error {
	if err == nil || isKnown(err) {
		return err
	}
	if errors.Is(err, dbus.ErrClosed) {
		return fmt.Errorf("%w: %w", ErrNoService, err)
	}
	answer, ok := errors.AsType[dbus.Error](err)
	if !ok {
		return err
	}
	said := capability.Printable(answer.Error())
	if kind := errorNamed(answer.Name); kind != nil {
		return fmt.Errorf("%w: %s", kind, said)
	}
	return fmt.Errorf("the system's service says: %s", said)
}

// errorNamed is the error that a name stands for; nil: none of this package's.
func errorNamed(name string) error {
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
