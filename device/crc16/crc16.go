// Package crc16 is the checksum of the protocols on a serial line.
package crc16

// Sum is CRC-16/XMODEM: polynomial 0x1021, start 0, not reflected. Over data
// followed by its own sum, high byte first, it is 0.
func Sum(data []byte) uint16 {
	var crc uint16
	for _, b := range data {
		crc ^= uint16(b) << 8
		for range 8 {
			carry := crc & 0x8000
			crc <<= 1
			if carry != 0 {
				crc ^= 0x1021
			}
		}
	}
	return crc
}
