package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
)

// descriptor is what a Windows driver says of a disk.
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

// stick reports whether sticks and cards describe themselves so.
func (d descriptor) stick() bool { return d.removable || d.bus == busUSB || d.bus == busSD }
