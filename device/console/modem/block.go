package modem

import (
	"encoding/binary"

	"handback/device/crc16"
)

// The characters of the protocols.
const (
	charSOH = 0x01 // begins a block of 128 bytes
	charSTX = 0x02 // begins a block of 1024 bytes
	charEOT = 0x04 // ends the file
	charACK = 0x06
	charNAK = 0x15
	charCAN = 0x18 // twice: cancels
	charSUB = 0x1a // fills the last block
	charCRC = 'C'  // asks for blocks with a CRC
)

const (
	small = 128  // bytes in a block that SOH begins
	large = 1024 // bytes in a block that STX begins
)

// appendBlock writes a block around data, which is filled up with fill. With
// sums it ends in a sum of 8 bits, as the first XMODEM had it, else in a CRC.
func appendBlock(out []byte, number byte, data []byte, fill byte, sums bool) []byte {
	begin, size := byte(charSOH), small
	if len(data) > small {
		begin, size = charSTX, large
	}
	out = append(out, begin, number, ^number)
	start := len(out)
	out = append(out, data...)
	for len(out)-start < size {
		out = append(out, fill)
	}
	if sums {
		return append(out, sumOf(out[start:]))
	}
	return binary.BigEndian.AppendUint16(out, crc16.Sum(out[start:]))
}

func sumOf(data []byte) byte {
	var sum byte
	for _, b := range data {
		sum += b
	}
	return sum
}

// sizeOf is the number of bytes in the block that a character begins; 0 when it
// begins none.
func sizeOf(begin byte) int {
	switch begin {
	case charSOH:
		return small
	case charSTX:
		return large
	default:
		return 0
	}
}

// parseBlock reads what follows the first character of a block, CRC included.
func parseBlock(rest []byte) (number byte, data []byte, ok bool) {
	number = rest[0]
	return number, rest[2 : len(rest)-2], number == ^rest[1] && crc16.Sum(rest[2:]) == 0
}

// cut takes the data of the next block: a large one unless small ones that
// carry the rest are shorter.
func cut(data []byte, most int) (block, rest []byte) {
	if len(data) <= large-small {
		most = small
	}
	n := min(most, len(data))
	return data[:n], data[n:]
}
