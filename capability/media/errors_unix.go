//go:build linux || darwin

package media

import (
	"errors"
	"syscall"
)

// causeOf reads the error numbers that a stick was seen to give.
func causeOf(err error) cause {
	var number syscall.Errno
	if !errors.As(err, &number) {
		return causeOther
	}
	switch number {
	case syscall.ENODEV, syscall.ENXIO, syscall.ENOTCONN, syscall.ESTALE:
		return causeGone
	case syscall.ENOSPC:
		return causeFull
	case syscall.EDQUOT:
		return causeQuota
	case syscall.EROFS:
		return causeReadOnly
	case syscall.EIO:
		return causeBroken
	case syscall.EACCES:
		return causePermission
	case syscall.EPERM:
		return causeImmutable
	case syscall.EOPNOTSUPP, syscall.ENOSYS:
		return causeNoFiles
	case syscall.ETIMEDOUT, syscall.EHOSTDOWN, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.ENETUNREACH, syscall.ECONNREFUSED, syscall.ECONNRESET:
		return causeUnreachable
	case syscall.EMFILE, syscall.ENFILE:
		return causeTooMany
	case syscall.ENAMETOOLONG, syscall.EILSEQ:
		return causeName
	case syscall.ENOTDIR, syscall.EISDIR, syscall.EEXIST, syscall.ELOOP:
		return causeBlocked
	case errStructure, syscall.EBADMSG:
		return causeCorrupt
	default:
		return causeOther
	}
}

// refusal is why the system refuses a look at a place. macOS answers EPERM
// where its privacy settings are in the way, and EACCES for a file's modes.
func refusal(err error) error {
	if privacyRefuses && errors.Is(err, syscall.EPERM) {
		return ErrPrivacy
	}
	return ErrPermission
}
