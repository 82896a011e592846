package smp

import (
	"encoding/base64"
	"encoding/binary"
	"errors"

	"handback/device/crc16"
)

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
func frameMore() [2]byte  { return [2]byte{0x04, 0x14} }

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
