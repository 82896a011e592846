package crc16_test

import (
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"

	"handback/device/crc16"
)

// The check value of CRC-16/XMODEM in the catalogues of such sums.
func TestCheckValue(t *testing.T) {
	if got := crc16.Sum([]byte("123456789")); got != 0x31c3 {
		t.Errorf("sum %#04x, want 0x31c3", got)
	}
}

func TestSumOverDataAndItsSumIsZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOf(rapid.Byte()).Draw(t, "data")
		if got := crc16.Sum(binary.BigEndian.AppendUint16(data, crc16.Sum(data))); got != 0 {
			t.Fatalf("sum %#04x", got)
		}
	})
}
