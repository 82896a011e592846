package smp

import (
	"encoding/base64"
	"encoding/binary"
	"errors"

	"handback/device/crc16"
)

const (
	console framing = iota // base64 lines, as every SMP console understands them
	cobs                   // stuffed bytes, for lines that carry nothing else
)

// framing is how packets are put on a line. An answer comes in the framing of
// its request.
type framing uint8

// append appends the frame that carries packet.
func (f framing) append(dst, packet []byte) ([]byte, error) {
	if len(packet) > maxPacket {
		return dst, errPacketTooLong
	}
	if f == cobs {
		return appendStuffed(dst, packet), nil
	}
	return appendFrame(dst, packet), nil
}

// length is how many bytes the frame of an n-byte packet has on the line.
func (f framing) length(n int) int {
	if f == cobs {
		return 2 + n + crcLen + 1 + (n+crcLen)/stuffRun
	}
	return wireLength(n)
}

// fit is the length of the packet that is sent instead of one of n bytes if
// its end can wait: a last line with hardly anything in it isn't worth its
// frame.
func (f framing) fit(n int) int {
	last := (2 + n + crcLen) % lineBytes
	if f == console && n > lineBytes && last < lineBytes/8 {
		return n - last
	}
	return n
}

// cobsOffer is how a device offers the COBS framing in its info answer.
const cobsOffer = "cobs"

// The console framing of Zephyr's "SMP console/UART transport": a packet and
// its CRC go as lines of base64, each opened by two bytes that no text holds.
const (
	lineBytes  = 93              // bytes of data that fill one line
	lineLength = 2 + 4*31 + 1    // bytes of a full line on the wire
	maxPacket  = 0xffff - crcLen // the length field counts the CRC too
	crcLen     = 2
)

var errPacketTooLong = errors.New("an SMP packet has at most 65533 bytes")

// frameStart and frameMore open the first line of a frame and the others.
func frameStart() [2]byte { return [2]byte{0x06, 0x09} }

// appendFrame appends the lines that carry packet, which has at most maxPacket
// bytes.
func appendFrame(dst, packet []byte) []byte {
	data := make([]byte, 0, 2+len(packet)+crcLen)
	data = binary.BigEndian.AppendUint16(data, uint16(len(packet)+crcLen))
	data = append(data, packet...)
	data = binary.BigEndian.AppendUint16(data, crc16.Sum(packet))

	mark := frameStart()
	for len(data) > 0 {
		n := min(len(data), lineBytes)
		dst = append(dst, mark[:]...)
		dst = base64.StdEncoding.AppendEncode(dst, data[:n])
		dst = append(dst, '\n')
		data, mark = data[n:], frameMore()
	}
	return dst
}

// wireLength is how many bytes the lines of an n-byte packet have.
func wireLength(n int) int {
	data := 2 + n + crcLen
	length := data / lineBytes * lineLength
	if last := data % lineBytes; last > 0 {
		length += 2 + (last+2)/3*4 + 1
	}
	return length
}

func frameMore() [2]byte { return [2]byte{0x04, 0x14} }

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
