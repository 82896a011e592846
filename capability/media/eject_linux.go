package media

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// systemEjector is UDisks2.
func systemEjector() ejector { return busEjector{} }

// busEjector connects to the bus for each act: between acts it may come and go.
type busEjector struct{}

func (busEjector) Unmount(ctx context.Context, device string) error {
	return withUDisks(ctx, func(u *udisks) error { return u.Unmount(ctx, device) })
}

func (busEjector) PowerOff(ctx context.Context, device string) error {
	return withUDisks(ctx, func(u *udisks) error { return u.PowerOff(ctx, device) })
}

// mountDevice mounts by UDisks2.
func mountDevice(ctx context.Context, device string) (point string, err error) {
	err = withUDisks(ctx, func(u *udisks) error {
		point, err = u.Mount(ctx, device)
		return err
	})
	return point, err
}

func withUDisks(ctx context.Context, do func(*udisks) error) error {
	u, err := dialUDisks(ctx)
	if err != nil {
		return err
	}
	defer u.Close()
	return do(u)
}

// The names of UDisks2 on the system bus; its reference manual has the API.
const (
	udisksName = "org.freedesktop.UDisks2"
	udisksRoot = dbus.ObjectPath("/org/freedesktop/UDisks2")

	ifaceBlock      = udisksName + ".Block"
	ifaceFilesystem = udisksName + ".Filesystem"
	ifaceEncrypted  = udisksName + ".Encrypted"
	ifaceDrive      = udisksName + ".Drive"
)

// udisks asks UDisks2 to mount and to unmount, and to switch drives off. The
// system may ask the user for a password meanwhile. Devices are named as in
// [Stick.Device]. It is for one act; Close it.
type udisks struct{ conn *dbus.Conn }

// dialUDisks connects to the system bus for as long as ctx lasts. Without a
// bus the error is an [ErrNoService].
func dialUDisks(ctx context.Context) (*udisks, error) {
	conn, err := dbus.ConnectSystemBus(dbus.WithContext(ctx))
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrNoService, err)
	}
	return &udisks{conn}, nil
}

func (u *udisks) Close() error { return u.conn.Close() }

// Mount mounts a file system and tells where; one that is mounted stays so.
func (u *udisks) Mount(ctx context.Context, device string) (string, error) {
	path, known, err := u.find(ctx, device)
	if err != nil {
		return "", err
	}
	if points := known.points(path); len(points) > 0 {
		return points[0], nil
	}
	switch {
	case known.is(path, ifaceFilesystem):
	case known.is(path, ifaceEncrypted):
		return "", ErrLocked
	default:
		return "", ErrBlank
	}
	var point string
	err = u.call(ctx, path, ifaceFilesystem+".Mount", &point)
	if !hasName(err, errAlreadyMounted) {
		return point, mediaError(err)
	}
	if known, err = u.objects(ctx); err != nil { // another was quicker
		return "", err
	}
	if points := known.points(path); len(points) > 0 {
		return points[0], nil
	}
	return "", ErrBusy
}

// maxMounts bounds how often one file system is unmounted.
const maxMounts = 16

// Unmount unmounts a file system from wherever it is mounted; the system writes
// first what it still holds back. One that isn't mounted stays so.
func (u *udisks) Unmount(ctx context.Context, device string) error {
	path, known, err := u.find(ctx, device)
	if err != nil {
		return err
	}
	return u.unmount(ctx, path, known)
}

func (u *udisks) unmount(ctx context.Context, path dbus.ObjectPath, known objects) error {
	for range maxMounts {
		if len(known.points(path)) == 0 {
			return nil
		}
		err := u.call(ctx, path, ifaceFilesystem+".Unmount")
		if err != nil && !hasName(err, errNotMounted) {
			return mediaError(err)
		}
		if known, err = u.objects(ctx); err != nil {
			return err
		}
	}
	return ErrBusy
}

// PowerOff makes a whole drive safe to be pulled: it unmounts what else is
// mounted from it, locks what was unlocked, and switches it off or ejects it.
// The error is an [errStaysOn] when only the last can't be done, as with
// built-in card readers.
func (u *udisks) PowerOff(ctx context.Context, device string) error {
	path, known, err := u.find(ctx, device)
	if err != nil {
		return err
	}
	drive, blocks := known.drive(path)
	if drive == "" {
		return fmt.Errorf("%w: the drive under it is not known", ErrNoService)
	}
	for _, b := range blocks {
		if err := u.unmount(ctx, b, known); err != nil {
			return err
		}
	}
	for _, b := range blocks {
		if locked := known.backing(b); locked != "" {
			if err := u.call(ctx, locked, ifaceEncrypted+".Lock"); err != nil {
				return mediaError(err)
			}
		}
	}
	return u.switchOff(ctx, drive, known)
}

// switchOff turns off a drive of which nothing is mounted.
func (u *udisks) switchOff(ctx context.Context, drive dbus.ObjectPath, known objects) error {
	var err error
	switch {
	case property[bool](known, drive, ifaceDrive, "CanPowerOff"):
		err = mediaError(u.call(ctx, drive, ifaceDrive+".PowerOff"))
	case property[bool](known, drive, ifaceDrive, "Ejectable"):
		err = mediaError(u.call(ctx, drive, ifaceDrive+".Eject"))
	default:
		err = fmt.Errorf("%w for this drive", ErrNoService)
	}
	if err == nil || errors.Is(err, ErrBusy) || errors.Is(err, ErrGone) || ctx.Err() != nil {
		return err
	}
	return fmt.Errorf("%w: %w", errStaysOn, err)
}

// call calls a method that takes nothing but options.
func (u *udisks) call(ctx context.Context, path dbus.ObjectPath, method string, results ...any) error {
	call := u.conn.Object(udisksName, path).CallWithContext(
		ctx, method, dbus.FlagAllowInteractiveAuthorization, map[string]dbus.Variant{})
	if ctx.Err() != nil {
		return ctx.Err() // the connection ends with ctx, and may say so first
	}
	return call.Store(results...)
}

func (u *udisks) objects(ctx context.Context) (objects, error) {
	var all objects
	call := u.conn.Object(udisksName, udisksRoot).CallWithContext(
		ctx, "org.freedesktop.DBus.ObjectManager.GetManagedObjects", 0)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return all, mediaError(call.Store(&all))
}

func (u *udisks) find(ctx context.Context, device string) (dbus.ObjectPath, objects, error) {
	all, err := u.objects(ctx)
	if err != nil {
		return "", nil, err
	}
	path, found := all.block(device)
	if !found {
		return "", nil, fmt.Errorf("%w: the system's service doesn't know %s", ErrGone, device)
	}
	return path, all, nil
}
