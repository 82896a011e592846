package media

import (
	"context"
	"encoding/binary"
	"math"
	"strings"

	"golang.org/x/sys/windows"
)

// diskCache keeps what drivers said about the disks of volumes, by their names: a
// disk that is plugged in gets a new name.
type diskCache struct{ disks map[string]winDisk }

func (m *diskCache) plugged(ctx context.Context) ([]Stick, error) {
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
		if s, is := readVolume(name, disk, home).stick(); is {
			s.checkMount(statFS)
			found = append(found, s)
		}
	}
	m.disks = known
	return found, nil
}

// describe adds what is known about the stick that an opened folder is on.
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
	if on, is := readVolume(volume, disk, systemDisk()).stick(); is {
		s.addDisk(on)
	} else {
		s.Folder = disk.known
	}
}

// readVolume asks for everything about a volume that can change. It does not
// wake disks inside the computer.
func readVolume(name string, disk winDisk, home uint32) winVolume {
	v := winVolume{name: name, disk: disk.descriptor, system: disk.known && disk.number == home}
	root, err := windows.UTF16PtrFromString(name)
	if err != nil || !disk.stick() || v.system {
		return v
	}
	v.optical = windows.GetDriveType(root) == windows.DRIVE_CDROM
	v.paths = volumePaths(root)
	v.protected = writeProtected(name)
	v.empty, v.state = v.readFileSystem(root)
	return v
}

// readFileSystem asks about the file system, or why there is none.
func (v *winVolume) readFileSystem(root *uint16) (empty bool, state State) {
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

// Requests of winioctl.h that any user may make.
const (
	ioctlQueryProperty = 0x002D1400 // IOCTL_STORAGE_QUERY_PROPERTY
	ioctlDeviceNumber  = 0x002D1080 // IOCTL_STORAGE_GET_DEVICE_NUMBER
	ioctlIsWritable    = 0x00070024 // IOCTL_DISK_IS_WRITABLE
)

// winDisk is what a driver says about the disk under a volume.
type winDisk struct {
	descriptor
	number uint32 // which disk it is
	known  bool   // the driver answered
}

// askDisk asks the driver under a volume.
func askDisk(volume string) winDisk {
	var d winDisk
	_ = onDevice(volume, func(h windows.Handle) error {
		var raw [1024]byte
		var got uint32
		query := [12]byte{} // StorageDeviceProperty, PropertyStandardQuery
		err := windows.DeviceIoControl(h, ioctlQueryProperty, &query[0], uint32(len(query)), &raw[0], uint32(len(raw)), &got, nil)
		if err != nil {
			return err
		}
		d.descriptor, err = parseDescriptor(raw[:min(int(got), len(raw))])
		d.known = err == nil
		return err
	}) // a driver that says nothing is not known
	d.number = diskNumber(volume)
	return d
}

// noDisk is the number of no disk.
const noDisk = math.MaxUint32

// diskNumber is the number of the disk that a volume is on.
func diskNumber(volume string) uint32 {
	number := uint32(noDisk)
	_ = onDevice(volume, func(h windows.Handle) error {
		var raw [12]byte // STORAGE_DEVICE_NUMBER: type, number, partition
		var got uint32
		err := windows.DeviceIoControl(h, ioctlDeviceNumber, nil, 0, &raw[0], uint32(len(raw)), &got, nil)
		if err == nil && got == uint32(len(raw)) {
			number = binary.LittleEndian.Uint32(raw[4:])
		}
		return err
	}) // a volume that spans disks has none
	return number
}

// systemDisk is the number of the disk that Windows runs from.
func systemDisk() uint32 {
	dir, err := windows.GetSystemDirectory()
	if err != nil || len(dir) < 2 {
		return noDisk
	}
	return diskNumber(`\\.\` + dir[:2] + `\`)
}

// writeProtected asks for the switch of a stick or card.
func writeProtected(volume string) bool {
	err := onDevice(volume, func(h windows.Handle) error {
		var got uint32
		return windows.DeviceIoControl(h, ioctlIsWritable, nil, 0, nil, 0, &got, nil)
	})
	return err == windows.ERROR_WRITE_PROTECT
}

// onDevice opens a volume only to ask about it, which needs no rights.
func onDevice(volume string, do func(windows.Handle) error) error {
	name, err := windows.UTF16PtrFromString(strings.TrimSuffix(volume, `\`))
	if err != nil {
		return err
	}
	const share = windows.FILE_SHARE_READ | windows.FILE_SHARE_WRITE
	h, err := windows.CreateFile(name, 0, share, nil, windows.OPEN_EXISTING, 0, 0)
	if err != nil {
		return err
	}
	defer windows.CloseHandle(h)
	return do(h)
}

// volumeNames are the names of all volumes: \\?\Volume{...}\.
func volumeNames() ([]string, error) {
	var name [windows.MAX_PATH + 1]uint16
	h, err := windows.FindFirstVolume(&name[0], uint32(len(name)))
	if err != nil {
		return nil, err
	}
	defer windows.FindVolumeClose(h)
	var all []string
	for {
		all = append(all, windows.UTF16ToString(name[:]))
		err := windows.FindNextVolume(h, &name[0], uint32(len(name)))
		if err == windows.ERROR_NO_MORE_FILES {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// volumePaths are the letters and folders that a volume has.
func volumePaths(volume *uint16) []string {
	var list [4096]uint16
	var got uint32
	if windows.GetVolumePathNamesForVolumeName(volume, &list[0], uint32(len(list)), &got) != nil {
		return nil
	}
	var all []string
	for rest := list[:min(int(got), len(list))]; len(rest) > 0 && rest[0] != 0; {
		path := windows.UTF16ToString(rest)
		all = append(all, path)
		rest = rest[min(len(windows.StringToUTF16(path)), len(rest)):] // with the zero behind it
	}
	return all
}
