package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// winVolume is what Windows says about one volume.
type winVolume struct {
	name       string   // \\?\Volume{...}\
	paths      []string // the letters and folders that it has
	disk       descriptor
	optical    bool
	system     bool // on the disk that Windows runs from
	state      State
	empty      bool // no medium in it
	label      string
	fileSystem string
	serial     uint32 // of the file system; 0: unknown
	readOnly   bool
	protected  bool
	size       int64 // bytes, of the file system
	free       int64
}

// stick is the volume as a stick, unless it is none.
func (v winVolume) stick() (Stick, bool) {
	if v.optical || v.system || v.empty || !v.disk.stick() {
		return Stick{}, false
	}
	s := Stick{
		Device: v.name, Label: v.label, FileSystem: v.fileSystem, Size: v.size, Free: v.free,
		ReadOnly: v.readOnly || v.protected, Protected: v.protected, State: v.state, mount: openFolder,
		Identity: Identity{Serial: v.disk.serial, Maker: v.disk.maker, Model: v.disk.model},
	}
	if v.serial != 0 {
		s.Identity.Volume = fmt.Sprintf("%04X-%04X", v.serial>>16, v.serial&0xffff)
	}
	switch {
	case len(v.paths) > 0:
		s.Path = v.paths[0]
	case s.State == Ready:
		s.State = Unmounted // it has no letter
	}
	return s, true
}

// descriptor is what a Windows driver says about a disk.
type descriptor struct {
	removable            bool
	bus                  uint32
	maker, model, serial string // untrusted
}

// Bus types of STORAGE_BUS_TYPE that sticks and cards come by.
const (
	busUSB = 7
	busSD  = 12
)

// stick reports whether sticks and cards describe themselves so.
func (d descriptor) stick() bool { return d.removable || d.bus == busUSB || d.bus == busSD }

var errDescriptor = errors.New("not a storage device descriptor")

// parseDescriptor reads a STORAGE_DEVICE_DESCRIPTOR of winioctl.h: fixed fields
// and the offsets of texts that end with a zero byte.
func parseDescriptor(raw []byte) (descriptor, error) {
	const fixed = 36
	if len(raw) < fixed {
		return descriptor{}, errDescriptor
	}
	size := binary.LittleEndian.Uint32(raw[4:])
	if size < fixed || uint64(size) > uint64(len(raw)) {
		return descriptor{}, errDescriptor
	}
	raw = raw[:size]
	text := func(at int) string {
		offset := binary.LittleEndian.Uint32(raw[at:])
		if offset < fixed || offset >= size {
			return "" // the device has none
		}
		value, _, _ := bytes.Cut(raw[offset:], []byte{0})
		return strings.TrimSpace(string(value))
	}
	return descriptor{
		removable: raw[10] != 0, maker: text(12), model: text(16), serial: text(24),
		bus: binary.LittleEndian.Uint32(raw[28:]),
	}, nil
}

// instanceOf is the instance that a device interface belongs to:
// USBSTOR\DISK&VEN_X\60A4&0 of \\?\usbstor#disk&ven_x#60a4&0#{53f56307-...}.
func instanceOf(path string) string {
	path, is := strings.CutPrefix(path, `\\?\`)
	class := strings.LastIndex(path, "#{")
	if !is || class < 0 {
		return ""
	}
	return strings.ToUpper(strings.ReplaceAll(path[:class], "#", `\`))
}
