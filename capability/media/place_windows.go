package media

import (
	"os"

	"golang.org/x/sys/windows"
)

// probe asks Windows about the volume that path lies on.
func probe(path string) (place, error) {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return place{}, err
	}
	var free, size uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, &size, nil); err != nil {
		return place{}, &os.PathError{Op: "GetDiskFreeSpaceEx", Path: path, Err: err}
	}
	var volume, label, kind [windows.MAX_PATH + 1]uint16
	if err := windows.GetVolumePathName(name, &volume[0], uint32(len(volume))); err != nil {
		return place{}, &os.PathError{Op: "GetVolumePathName", Path: path, Err: err}
	}
	var serial, flags uint32
	err = windows.GetVolumeInformation(&volume[0], &label[0], uint32(len(label)), &serial, nil, &flags,
		&kind[0], uint32(len(kind)))
	if err != nil {
		return place{}, &os.PathError{Op: "GetVolumeInformation", Path: path, Err: err}
	}
	return place{
		device:     uint64(serial),
		fileSystem: windows.UTF16ToString(kind[:]),
		label:      windows.UTF16ToString(label[:]),
		size:       bounded(size, 1),
		free:       bounded(free, 1),
		readOnly:   flags&windows.FILE_READ_ONLY_VOLUME != 0,
	}, nil
}
