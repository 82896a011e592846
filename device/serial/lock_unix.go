//go:build unix

package serial

import (
	"errors"
	"os"

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
		return nil, &BusyError{Path: path, Holder: Holder(path)}
	}
	if who := reserved(path); who != "" {
		return nil, errors.Join(&BusyError{Path: path, Holder: who}, lock.Unlock())
	}
	return lock.Unlock, nil
}

// spelled is the path as the system's library takes it.
func spelled(path string) string { return path }

func isBusy(err error) bool { return errors.Is(err, unix.EBUSY) }

func isDirectory(err error) bool { return errors.Is(err, unix.EISDIR) }
