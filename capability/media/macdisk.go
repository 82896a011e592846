package media

import "strings"

// macDisk is what diskutil(8) says of a disk or volume, with what ioreg(8)
// adds of the USB device.
type macDisk struct {
	DeviceNode, Whole                string // /dev/disk4s1, disk4
	Label, FileSystem, MountPoint    string
	UUID, Maker, Model, Serial       string
	VendorID, ProductID, Bus, Kind   string
	Size                             int64
	Internal, Removable              bool
	Writable, WritableVolume, Locked bool
}

// plistOf gives the value of a key if it is of the type that is asked for.
func plistOf[T any](dict any, key string) T {
	all, _ := dict.(map[string]any)
	value, _ := all[key].(T)
	return value
}

// parseDiskInfo reads diskutil info -plist.
func parseDiskInfo(text []byte) (macDisk, error) {
	info, err := parsePlist(text)
	if err != nil {
		return macDisk{}, err
	}
	d := macDisk{
		DeviceNode: plistOf[string](info, "DeviceNode"), Whole: plistOf[string](info, "ParentWholeDisk"),
		Label: plistOf[string](info, "VolumeName"), FileSystem: plistOf[string](info, "FilesystemType"),
		MountPoint: plistOf[string](info, "MountPoint"), UUID: plistOf[string](info, "VolumeUUID"),
		Model: plistOf[string](info, "MediaName"), Bus: plistOf[string](info, "BusProtocol"), Kind: plistOf[string](info, "Content"),
		Size: plistOf[int64](info, "Size"), Internal: plistOf[bool](info, "Internal"),
		Removable: plistOf[bool](info, "RemovableMedia") || plistOf[bool](info, "RemovableMediaOrExternalDevice"),
		Writable:  plistOf[bool](info, "WritableMedia"), WritableVolume: plistOf[bool](info, "WritableVolume"),
		Locked: plistOf[bool](info, "Locked"),
	}
	return d, nil
}

// parseDiskList reads diskutil list -plist: the names of what may have a file
// system, which is all but the disks that have parts.
func parseDiskList(text []byte) ([]string, error) {
	list, err := parsePlist(text)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, disk := range plistOf[[]any](list, "AllDisksAndPartitions") {
		parts := append(plistOf[[]any](disk, "Partitions"), plistOf[[]any](disk, "APFSVolumes")...)
		if len(parts) == 0 && len(plistOf[[]any](disk, "APFSPhysicalStores")) == 0 {
			parts = []any{disk}
		}
		for _, part := range parts {
			if name := plistOf[string](part, "DeviceIdentifier"); name != "" {
				names = append(names, name)
			}
		}
	}
	return names, nil
}

// stick is the volume as a stick, unless it is none: disks inside, disk images,
// what the running system lies on, and parts that a person has no use for.
func (d macDisk) stick(system string) (Stick, bool) {
	if d.Internal && !d.Removable || d.Bus == "Disk Image" || d.Whole == system || d.hidden() {
		return Stick{}, false
	}
	s := Stick{
		Path: d.MountPoint, Device: d.DeviceNode, Label: d.Label, FileSystem: d.FileSystem, Size: d.Size,
		Protected: !d.Writable, ReadOnly: !d.Writable || d.MountPoint != "" && !d.WritableVolume, mount: openFolder,
		Identity: Identity{
			VendorID: d.VendorID, ProductID: d.ProductID, Serial: d.Serial, Maker: d.Maker, Model: d.Model, Volume: d.UUID,
		},
	}
	switch {
	case d.MountPoint != "":
	case d.Locked:
		s.State = Locked
	case d.FileSystem == "":
		s.State = Blank
	default:
		s.State = Unmounted
	}
	return s, true
}

// hidden reports whether a part holds no files of a person.
func (d macDisk) hidden() bool {
	switch d.Kind {
	case "EFI", "Microsoft Reserved", "Apple_Boot", "Apple_Free", "Apple_partition_map",
		"Apple_APFS", "Apple_APFS_Recovery", "Apple_APFS_ISC", "GUID_partition_scheme", "Apple_partition_scheme":
		return d.MountPoint == ""
	}
	return strings.HasPrefix(d.MountPoint, "/System/Volumes/") || d.MountPoint == "/"
}

// join takes over what ioreg says of the USB device of the disk.
func (d *macDisk) join(u macUSB) {
	d.Serial, d.Maker, d.VendorID, d.ProductID = u.serial, u.maker, u.vendorID, u.productID
	if u.model != "" {
		d.Model = u.model
	}
}

// wholeDisk cuts the parts off a name: disk3 of disk3s1s1.
func wholeDisk(name string) string {
	rest, ok := strings.CutPrefix(name, "disk")
	if at := strings.IndexByte(rest, 's'); ok && at >= 0 {
		return name[:len("disk")+at]
	}
	return name
}
