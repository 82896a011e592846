package media

import (
	"context"

	"golang.org/x/sys/windows"
)

// memory keeps what drivers said of the disks of volumes, by their names: a
// name is given anew for each disk that is plugged in.
type memory struct{ disks map[string]winDisk }

func (m *memory) plugged(ctx context.Context) ([]Stick, error) {
	names, err := volumeNames()
	if err != nil {
		return nil, err
	}
	home := systemDisk()
	known := make(map[string]winDisk, len(names))
	var found []Stick
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		disk, ok := m.disks[name]
		if !ok {
			disk = askDisk(name)
		}
		known[name] = disk
		if s, is := lookAt(name, disk, home).stick(); is {
			s.settle(probe)
			found = append(found, s)
		}
	}
	m.disks = known
	return found, nil
}

// describe adds what is known of the stick that an opened folder lies on.
func describe(s *Stick) {
	path, err := windows.UTF16PtrFromString(s.Path)
	if err != nil {
		return
	}
	var root, name [windows.MAX_PATH + 1]uint16
	if windows.GetVolumePathName(path, &root[0], uint32(len(root))) != nil {
		return
	}
	if windows.GetDriveType(&root[0]) == windows.DRIVE_REMOTE {
		s.Folder = true
		return
	}
	if windows.GetVolumeNameForVolumeMountPoint(&root[0], &name[0], uint32(len(name))) != nil {
		return
	}
	volume := windows.UTF16ToString(name[:])
	disk := askDisk(volume)
	if on, is := lookAt(volume, disk, systemDisk()).stick(); is {
		s.lieOn(on)
	} else {
		s.Folder = disk.known
	}
}

// lookAt asks for all that can change of a volume. Disks inside the computer
// are not woken for it.
func lookAt(name string, disk winDisk, home uint32) winVolume {
	v := winVolume{name: name, disk: disk.descriptor, system: disk.known && disk.number == home}
	root, err := windows.UTF16PtrFromString(name)
	if err != nil || !disk.stick() || v.system {
		return v
	}
	v.optical = windows.GetDriveType(root) == windows.DRIVE_CDROM
	v.paths = volumePaths(root)
	v.protected = writeProtected(name)
	v.empty, v.state = v.readFacts(root)
	return v
}

// readFacts asks the file system, which tells also why there is none.
func (v *winVolume) readFacts(root *uint16) (empty bool, state State) {
	var label, kind [windows.MAX_PATH + 1]uint16
	var flags uint32
	err := windows.GetVolumeInformation(root, &label[0], uint32(len(label)), &v.serial, nil, &flags, &kind[0], uint32(len(kind)))
	switch err {
	case nil:
	case windows.ERROR_UNRECOGNIZED_VOLUME:
		return false, Blank
	case windows.ERROR_ACCESS_DENIED:
		return false, Denied
	case windows.Errno(windows.FVE_E_LOCKED_VOLUME):
		return false, Locked
	case windows.ERROR_NOT_READY, windows.ERROR_NO_MEDIA_IN_DRIVE, windows.ERROR_FILE_NOT_FOUND, windows.ERROR_PATH_NOT_FOUND:
		return true, Ready
	default:
		return false, Failing
	}
	v.label, v.fileSystem = windows.UTF16ToString(label[:]), windows.UTF16ToString(kind[:])
	v.readOnly = flags&windows.FILE_READ_ONLY_VOLUME != 0
	var free, size uint64
	if windows.GetDiskFreeSpaceEx(root, &free, &size, nil) != nil {
		return false, Failing
	}
	v.size, v.free = bounded(size, 1), bounded(free, 1)
	return false, Ready
}
