package media

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/windows"
)

// statFS asks Windows about the volume that path is on.
func statFS(path string) (fsInfo, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return fsInfo{}, err
	}
	var free, size uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, &size, nil); err != nil {
		return fsInfo{}, &os.PathError{Op: "GetDiskFreeSpaceEx", Path: path, Err: err}
	}
	var volume, label, kind [windows.MAX_PATH + 1]uint16
	if err := windows.GetVolumePathName(name, &volume[0], uint32(len(volume))); err != nil {
		return fsInfo{}, &os.PathError{Op: "GetVolumePathName", Path: path, Err: err}
	}
	var serial, flags uint32
	err = windows.GetVolumeInformation(&volume[0], &label[0], uint32(len(label)), &serial, nil, &flags,
		&kind[0], uint32(len(kind)))
	if err != nil {
		return fsInfo{}, &os.PathError{Op: "GetVolumeInformation", Path: path, Err: err}
	}
	return fsInfo{
		device:     uint64(serial),
		fileSystem: windows.UTF16ToString(kind[:]),
		label:      windows.UTF16ToString(label[:]),
		size:       bounded(size, 1),
		free:       bounded(free, 1),
		readOnly:   flags&windows.FILE_READ_ONLY_VOLUME != 0,
	}, nil
}

const readFlags = os.O_RDONLY

// syncDir does nothing: Windows has no way to sync a folder and writes names
// through on removable media.
func syncDir(*os.File) error { return nil }

// syncOpened does nothing: Windows syncs only files that are opened for
// writing, which a write-protected stick does not allow.
func syncOpened(*os.File) error { return nil }

// syncsVolumes: there is no syncAll for a user.
const syncsVolumes = false

// syncAll does nothing: syncing a whole volume needs an administrator. Each
// file was synced by itself.
func syncAll(*os.File) error { return nil }

func renameToFree(root *os.Root, dir, from, to string) error {
	return looseRename(root, dir, from, to)
}

// fromStick opens the file once more without the system's cache
// (FILE_FLAG_NO_BUFFERING), where its file system can. Any other failure than
// that it can't comes again with the first read: the cache must not hide it.
func fromStick(f *os.File) (reader io.Reader, sure bool) {
	again, err := reopen(f, windows.FILE_FLAG_NO_BUFFERING)
	if err != nil {
		return f, false
	}
	d := &uncachedFile{direct{file: again, block: alignedBlock(f)}}
	if errors.Is(d.fill(), windows.ERROR_INVALID_PARAMETER) {
		_ = again.Close()
		return f, false
	}
	return d, true
}

// uncachedFile is direct with a file of its own.
type uncachedFile struct{ direct }

func (u *uncachedFile) Close() error { return u.file.Close() }

// reopen opens the very file that f is, whatever has its name by now.
func reopen(f *os.File, flags uint32) (*os.File, error) {
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE | windows.FILE_SHARE_DELETE
	open := windows.NewLazySystemDLL("kernel32.dll").NewProc("ReOpenFile")
	h, _, err := open.Call(f.Fd(), windows.GENERIC_READ, share, uintptr(flags))
	if windows.Handle(h) == windows.InvalidHandle {
		return nil, err
	}
	return os.NewFile(h, f.Name()), nil
}

// meaningOf reads the system error codes that tell about a medium.
func meaningOf(err error) error {
	number, _ := errors.AsType[windows.Errno](err)
	switch number {
	case windows.ERROR_NOT_READY, windows.ERROR_DEV_NOT_EXIST, windows.ERROR_DEVICE_NOT_CONNECTED,
		windows.ERROR_NO_MEDIA_IN_DRIVE, windows.ERROR_DEVICE_REMOVED, windows.ERROR_WRONG_DISK,
		windows.ERROR_FILE_INVALID:
		return ErrGone
	case windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL:
		return ErrFull
	case windows.ERROR_WRITE_PROTECT:
		return ErrReadOnly
	case windows.ERROR_IO_DEVICE, windows.ERROR_CRC, windows.ERROR_GEN_FAILURE,
		windows.ERROR_WRITE_FAULT, windows.ERROR_READ_FAULT:
		return ErrDamaged
	case windows.ERROR_DISK_CORRUPT, windows.ERROR_FILE_CORRUPT, windows.ERROR_UNRECOGNIZED_VOLUME:
		return ErrCorrupt
	case windows.ERROR_FILENAME_EXCED_RANGE, windows.ERROR_INVALID_NAME:
		return ErrName
	case windows.ERROR_DIRECTORY, windows.ERROR_ALREADY_EXISTS, windows.ERROR_FILE_EXISTS:
		return ErrBlocked
	case windows.ERROR_BAD_NETPATH, windows.ERROR_BAD_NET_NAME, windows.ERROR_NETWORK_UNREACHABLE, windows.ERROR_UNEXP_NET_ERR,
		windows.ERROR_NETNAME_DELETED, windows.ERROR_SEM_TIMEOUT:
		return ErrUnreachable
	case windows.ERROR_TOO_MANY_OPEN_FILES:
		return ErrTooManyFiles
	case windows.ERROR_NOT_SUPPORTED, windows.ERROR_INVALID_FUNCTION:
		return ErrNoFiles
	case windows.ERROR_ACCESS_DENIED:
		return ErrPermission
	default:
		return nil
	}
}

// refusal is why the system does not let the user into a folder.
func refusal(error) error { return ErrPermission }
