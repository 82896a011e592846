package held

import (
	"errors"

	"golang.org/x/sys/windows"
)

// sortOf reads the system's error codes.
func sortOf(err error) sort {
	var number windows.Errno
	if !errors.As(err, &number) {
		return free
	}
	switch number {
	case windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_USER_MAPPED_FILE:
		return busy
	case windows.ERROR_ACCESS_DENIED, windows.ERROR_DELETE_PENDING:
		return denied
	default:
		return free
	}
}
