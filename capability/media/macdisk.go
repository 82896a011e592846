package media

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// macDisk is what diskutil(8) says about a disk or volume, with what ioreg(8)
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
// what the running system is on, and parts that a person has no use for.
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

// join takes over what ioreg says about the USB device of the disk.
func (d *macDisk) join(u macUSB) {
	d.Serial, d.Maker, d.VendorID, d.ProductID = u.serial, u.maker, u.vendorID, u.productID
	if u.model != "" {
		d.Model = u.model
	}
}

// macUSB is what a USB device says about itself.
type macUSB struct{ serial, maker, model, vendorID, productID string }

// parseUSB reads ioreg -a -r -l -c IOUSBHostDevice: USB devices with what lies
// below them, down to the media, whose BSD names (disk4) are the keys here.
func parseUSB(text []byte) (map[string]macUSB, error) {
	tree, err := parsePlist(text)
	if err != nil {
		return nil, err
	}
	found := make(map[string]macUSB)
	for _, node := range asList(tree) {
		walkUSB(node, macUSB{}, found)
	}
	return found, nil
}

// walkUSB goes down the tree; the depth is bounded by [parsePlist].
func walkUSB(node any, above macUSB, found map[string]macUSB) {
	if id := plistOf[int64](node, "idVendor"); id != 0 {
		above = macUSB{
			serial: firstText(node, "USB Serial Number", "kUSBSerialNumberString"),
			maker:  firstText(node, "USB Vendor Name", "kUSBVendorString"), model: firstText(node, "USB Product Name", "kUSBProductString"),
			vendorID: hex4(id), productID: hex4(plistOf[int64](node, "idProduct")),
		}
	}
	if name := plistOf[string](node, "BSD Name"); name != "" && above != (macUSB{}) {
		found[name] = above
	}
	for _, child := range plistOf[[]any](node, "IORegistryEntryChildren") {
		walkUSB(child, above, found)
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

func hex4(id int64) string { return fmt.Sprintf("%04x", id&0xffff) }

// maxPlistDepth bounds how deep the values of a property list may nest.
const maxPlistDepth = 200

// errPlist says that text is not a property list.
var errPlist = errors.New("not a property list")

// parsePlist reads an XML property list of Apple's PropertyList-1.0.dtd: a
// dictionary becomes a map[string]any, an array an []any, a number an int64, a
// truth a bool, and all else its text.
func parsePlist(text []byte) (any, error) {
	d := xml.NewDecoder(bytes.NewReader(text))
	start, err := nextStart(d)
	if err != nil || start.Name.Local != "plist" {
		return nil, errPlist
	}
	if start, err = nextStart(d); err != nil {
		return nil, errPlist
	}
	value, err := plistValue(d, start, 0)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPlist, err)
	}
	return value, nil
}

// nextStart skips to the next element; io.EOF: the one around it ends first.
func nextStart(d *xml.Decoder) (xml.StartElement, error) {
	for {
		token, err := d.Token()
		if err != nil {
			return xml.StartElement{}, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			return t, nil
		case xml.EndElement:
			return xml.StartElement{}, io.EOF
		}
	}
}

func plistValue(d *xml.Decoder, start xml.StartElement, depth int) (any, error) {
	if depth > maxPlistDepth {
		return nil, errors.New("it nests too deep")
	}
	switch start.Name.Local {
	case "dict":
		return plistDict(d, depth)
	case "array":
		return plistArray(d, depth)
	case "true", "false":
		return start.Name.Local == "true", d.Skip()
	}
	var text string
	if err := d.DecodeElement(&text, &start); err != nil {
		return nil, err
	}
	if start.Name.Local != "integer" {
		return text, nil
	}
	if number, err := strconv.ParseInt(strings.TrimSpace(text), 0, 64); err == nil {
		return number, nil
	}
	return text, nil // larger than any size or number that is looked at
}

func plistDict(d *xml.Decoder, depth int) (any, error) {
	all := make(map[string]any)
	err := eachElement(d, func(start xml.StartElement) error {
		var key string
		if err := d.DecodeElement(&key, &start); err != nil {
			return err
		}
		start, err := nextStart(d)
		if err == nil {
			all[key], err = plistValue(d, start, depth+1)
		}
		return err
	})
	return all, err
}

func plistArray(d *xml.Decoder, depth int) (any, error) {
	all := []any{}
	err := eachElement(d, func(start xml.StartElement) error {
		value, err := plistValue(d, start, depth+1)
		all = append(all, value)
		return err
	})
	return all, err
}

// eachElement calls do with each element up to the end of the one around them.
func eachElement(d *xml.Decoder, do func(xml.StartElement) error) error {
	for {
		start, err := nextStart(d)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = do(start)
		}
		if err != nil {
			return err
		}
	}
}

// plistOf gives the value of a key if it is of the type that is asked for.
func plistOf[T any](dict any, key string) T {
	all, _ := dict.(map[string]any)
	value, _ := all[key].(T)
	return value
}

func firstText(node any, keys ...string) string {
	for _, key := range keys {
		if text := plistOf[string](node, key); text != "" {
			return text
		}
	}
	return ""
}

func asList(value any) []any {
	list, _ := value.([]any)
	return list
}
