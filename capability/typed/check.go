package typed

import "hash/crc32"

// checkChars is the length of a check. It leaves one wrong line in a million
// unnoticed, but none with a single mistyped character or two neighbors swapped.
const checkChars = 4

// check is the check of the digits that stand under name in the message of
// that head.
func check(name, head, digits string) string {
	sum := crc32.Checksum([]byte(name+"."+head+"."+digits), crc32.MakeTable(crc32.Castagnoli))
	var out [checkChars]byte
	for i := range out {
		out[i] = alphabet[sum>>(32-digitBits)]
		sum <<= digitBits
	}
	return string(out[:])
}
