//go:build unix

package device

import (
	"errors"
	"os"
	"os/user"
	"strconv"
	"syscall"

	"github.com/gofrs/flock"
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
		return nil, &BusyError{Path: path, Holder: holder(path)}
	}
	return lock.Unlock, nil
}

func isBusy(err error) bool { return errors.Is(err, unix.EBUSY) }

func isDirectory(err error) bool { return errors.Is(err, unix.EISDIR) }

// permissionError names the group that owns the port.
func permissionError(path string) error {
	e := &PermissionError{Path: path}
	info, err := os.Stat(path)
	if err != nil {
		return e
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return e
	}
	if group, err := user.LookupGroupId(strconv.FormatUint(uint64(stat.Gid), 10)); err == nil && stat.Gid != 0 {
		e.Group = group.Name
		e.Command = "sudo usermod -a -G " + group.Name + " $USER"
	}
	return e
}
