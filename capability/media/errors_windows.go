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
		windows.ERROR_WRITE_FAULT, windows.ERROR_READ_FAULT, windows.ERROR_DISK_CORRUPT:
		return causeBroken
	case windows.ERROR_ACCESS_DENIED:
		return causePermission
	default:
		return causeOther
	}
}
