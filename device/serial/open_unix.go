//go:build unix

package serial

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strconv"
	"syscall"

	"github.com/gofrs/flock"
	bugst "go.bug.st/serial"
	"golang.org/x/sys/unix"
)

// lockPort takes the lock that terminal programs take on a port. The library
// only forbids further opens, which doesn't stop root or an earlier program.
func lockPort(path string) (unlock func() error, err error) {
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY))
	locked, err := lock.TryLock()
	switch {
	case err != nil:
		return nil, openError(path, err)
	case !locked:
		return nil, &BusyError{Path: path, Holder: Holder(path)}
	}
	if who := reserved(path); who != "" {
		return nil, errors.Join(&BusyError{Path: path, Holder: who}, lock.Unlock())
	}
	return lock.Unlock, nil
}

// spelled is the path as the system's library takes it.
func spelled(path string) string { return path }

// denied says without opening the port why the user may not; nil: the user may,
// or it can't be told. Access lists count as well.
func denied(path string) *PermissionError {
	if err := unix.Access(path, unix.R_OK|unix.W_OK); !errors.Is(err, unix.EACCES) {
		return nil
	}
	return permissionError(path)
}

// gone reports whether nothing is at a path any more.
func gone(path string) bool { return errors.Is(unix.Access(path, unix.F_OK), unix.ENOENT) }

// permissionError names the group that owns the port, and how to join it.
func permissionError(path string) *PermissionError {
	e := &PermissionError{Path: path}
	info, err := os.Stat(path)
	if err != nil {
		return e
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Gid == 0 || stat.Mode&unix.S_IWGRP == 0 {
		return e
	}
	gid := strconv.FormatUint(uint64(stat.Gid), 10)
	group, err := user.LookupGroupId(gid)
	if err != nil {
		return e
	}
	e.Group, e.Joined = group.Name, joined(gid)
	if !e.Joined {
		e.Command = "sudo usermod -a -G " + group.Name + " $USER"
	}
	return e
}

// joined reports whether the user database lists the user as a member of the
// group. The membership takes effect at the next login.
func joined(gid string) bool {
	u, err := user.Current()
	if err != nil {
		return false
	}
	groups, err := u.GroupIds()
	return err == nil && slices.Contains(groups, gid)
}

// readable tries one read, which takes no byte. The library waits by
// select(2), which can't take file numbers from 1024 on, and panics at them.
func readable(raw bugst.Port) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrTooManyFiles, r)
		}
	}()
	if err := raw.SetReadTimeout(0); err != nil {
		return err
	}
	_, _ = raw.Read(nil) // the first real read tells what is wrong with the port
	return nil
}
