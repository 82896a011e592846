//go:build linux || darwin

package media

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// statFS asks the kernel about the file system under path. It opens nothing.
func statFS(path string) (fsInfo, error) {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return fsInfo{}, &os.PathError{Op: "stat", Path: path, Err: err}
	}
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		return fsInfo{}, &os.PathError{Op: "statfs", Path: path, Err: err}
	}
	return infoOf(&st, &fs), nil
}

// readFlags open without waiting for the other end of a pipe.
const readFlags = os.O_RDONLY | unix.O_NONBLOCK | unix.O_NOFOLLOW

// syncOpened syncs a file that another handle wrote.
func syncOpened(f *os.File) error { return f.Sync() }

// meaningOf reads the error numbers that a stick was seen to give.
func meaningOf(err error) error {
	number, _ := errors.AsType[syscall.Errno](err)
	switch number {
	case syscall.ENODEV, syscall.ENXIO, syscall.ENOTCONN, syscall.ESTALE:
		return ErrGone
	case syscall.ENOSPC:
		return ErrFull
	case syscall.EDQUOT:
		return ErrQuota
	case syscall.EROFS:
		return ErrReadOnly
	case syscall.EIO:
		return ErrDamaged
	case syscall.EACCES:
		return ErrPermission
	case syscall.EPERM:
		return ErrImmutable
	case syscall.EOPNOTSUPP, syscall.ENOSYS:
		return ErrNoFiles
	case syscall.ETIMEDOUT, syscall.EHOSTDOWN, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.ENETUNREACH, syscall.ECONNREFUSED, syscall.ECONNRESET:
		return ErrUnreachable
	case syscall.EMFILE, syscall.ENFILE:
		return ErrTooManyFiles
	case syscall.ENAMETOOLONG, syscall.EILSEQ:
		return ErrName
	case syscall.ENOTDIR, syscall.EISDIR, syscall.EEXIST, syscall.ELOOP:
		return ErrBlocked
	case errStructure, syscall.EBADMSG:
		return ErrCorrupt
	default:
		return nil
	}
}

// refusal is why the system does not let the user into a folder. macOS answers
// EPERM where its privacy settings are in the way, and EACCES for file modes.
func refusal(err error) error {
	if privacyRefuses && errors.Is(err, syscall.EPERM) {
		return ErrPrivacy
	}
	return ErrPermission
}
