package smp

import (
	"encoding/binary"

	"handback/device/crc16"
)

const (
	stuffRun   = 254                                     // bytes without a zero that one code byte covers
	maxStuffed = mostBuf + mostBuf/stuffRun + crcLen + 2 // bytes of a stuffed frame; the rest of a longer one is dropped
	codeZero   = 0x01                                    // code byte of a packet that begins with 0
	codeFlags  = 0x02                                    // code byte of every other packet: its flags are 0
)

// appendStuffed appends packet and its CRC in consistent overhead byte
// stuffing (Cheshire and Baker, 1999), as serial tools for MCUboot send it. The
// zero in front, an empty frame to them, ends what noise may have begun.
func appendStuffed(dst, packet []byte) []byte {
	crc := binary.BigEndian.AppendUint16(make([]byte, 0, crcLen), crc16.Sum(packet))
	dst = append(dst, 0, 0)
	code := len(dst) - 1
	for _, part := range [2][]byte{packet, crc} {
		for _, b := range part {
			if b != 0 {
				dst = append(dst, b)
			}
			if n := len(dst) - code; b == 0 || n > stuffRun {
				dst[code] = byte(n)
				code = len(dst)
				dst = append(dst, 0)
			}
		}
	}
	dst[code] = byte(len(dst) - code)
	return append(dst, 0)
}

// unstuff gives the packet in a frame without its zeros, or false if the frame
// is damaged. It works in place.
func unstuff(frame []byte) ([]byte, bool) {
	out := frame[:0]
	for rest := frame; len(rest) > 0; {
		code := int(rest[0])
		if code > len(rest) || code == 0 {
			return nil, false
		}
		out = append(out, rest[1:code]...)
		rest = rest[code:]
		if code <= stuffRun && len(rest) > 0 {
			out = append(out, 0)
		}
	}
	if len(out) < headerLen+crcLen || crc16.Sum(out) != 0 {
		return nil, false
	}
	return out[:len(out)-crcLen], true
}
