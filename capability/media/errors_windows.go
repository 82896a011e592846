package media

import (
	"errors"

	"golang.org/x/sys/windows"
)

// causeOf reads the system error codes that tell about a medium.
func causeOf(err error) cause {
	var number windows.Errno
	if !errors.As(err, &number) {
		return causeOther
	}
	switch number {
	case windows.ERROR_NOT_READY, windows.ERROR_DEV_NOT_EXIST, windows.ERROR_DEVICE_NOT_CONNECTED,
		windows.ERROR_NO_MEDIA_IN_DRIVE, windows.ERROR_DEVICE_REMOVED, windows.ERROR_WRONG_DISK,
		windows.ERROR_FILE_INVALID:
		return causeGone
	case windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL:
		return causeFull
	case windows.ERROR_WRITE_PROTECT:
		return causeReadOnly
	case windows.ERROR_IO_DEVICE, windows.ERROR_CRC, windows.ERROR_GEN_FAILURE,
		windows.ERROR_WRITE_FAULT, windows.ERROR_READ_FAULT:
		return causeBroken
	case windows.ERROR_DISK_CORRUPT, windows.ERROR_FILE_CORRUPT, windows.ERROR_UNRECOGNIZED_VOLUME:
		return causeCorrupt
	case windows.ERROR_FILENAME_EXCED_RANGE, windows.ERROR_INVALID_NAME:
		return causeName
	case windows.ERROR_DIRECTORY, windows.ERROR_ALREADY_EXISTS, windows.ERROR_FILE_EXISTS:
		return causeBlocked
	case windows.ERROR_BAD_NETPATH, windows.ERROR_BAD_NET_NAME, windows.ERROR_NETWORK_UNREACHABLE, windows.ERROR_UNEXP_NET_ERR,
		windows.ERROR_NETNAME_DELETED, windows.ERROR_SEM_TIMEOUT:
		return causeUnreachable
	case windows.ERROR_TOO_MANY_OPEN_FILES:
		return causeTooMany
	case windows.ERROR_NOT_SUPPORTED, windows.ERROR_INVALID_FUNCTION:
		return causeNoFiles
	case windows.ERROR_ACCESS_DENIED:
		return causePermission
	default:
		return causeOther
	}
}

// refusal is why the system refuses a look at a place.
func refusal(error) error { return ErrPermission }
