package modem

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strconv"

	"handback/capability"
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

// checkName reports whether a name can be sent in a header.
func checkName(name string) error {
	if name == "" || len(name) > MaxName {
		return fmt.Errorf("%w: %d bytes, want 1 to %d", ErrName, len(name), MaxName)
	}
	for _, r := range name {
		if r <= ' ' || r > '~' {
			return fmt.Errorf("%w: %q holds more than printable ASCII without spaces", ErrName, name)
		}
	}
	return nil
}

// headerOf is the data of block 0 of a YMODEM file: its name, a zero, and its
// length in decimal.
func headerOf(f File) []byte {
	return strconv.AppendInt(append([]byte(f.Name), 0), int64(len(f.Data)), 10)
}

// parseHeader reads the data of block 0. An empty name says that no more files
// come. What follows the length (time, mode, serial number) is left alone.
func parseHeader(data []byte) (name string, size int64, err error) {
	raw, rest, found := bytes.Cut(data, []byte{0})
	switch {
	case found && len(raw) == 0:
		return "", 0, nil
	case !found:
		return "", 0, fmt.Errorf("%w: its name does not end", ErrHeader)
	}
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	size, err = strconv.ParseInt(string(rest[:digits]), 10, 64)
	if err != nil {
		return "", 0, fmt.Errorf("%w: it tells no length", ErrHeader)
	}
	if name = capability.Printable(string(raw)); name == "" {
		return "", 0, fmt.Errorf("%w: its name is not printable", ErrHeader)
	}
	return name, size, nil
}
