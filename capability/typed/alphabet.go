package typed

import (
	"encoding/base32"
	"fmt"
	"hash/crc32"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// alphabet is Crockford's base 32.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// digitBits is what one character carries.
const digitBits = 5

func crockford() *base32.Encoding {
	return base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)
}

// charsFor is how many characters carry n bytes, bytesIn how many bytes n
// characters carry.
func charsFor(n int) int { return (n*8 + digitBits - 1) / digitBits }
func bytesIn(n int) int  { return n * digitBits / 8 }

// inFours divides digits into groups of four.
func inFours(digits string) string {
	var out strings.Builder
	for i, r := range digits {
		if i > 0 && i%4 == 0 {
			out.WriteByte(' ')
		}
		out.WriteRune(r)
	}
	return out.String()
}

// checkChars is the length of a check. It leaves one wrong line in a million
// unnoticed, but none with a single mistyped character or two neighbors swapped.
const checkChars = 4

// check is the check of the digits that are under name in the message of
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

// fold gives a row as it was meant: without what can't be seen, and with the
// characters of lines and codes for those that look like them. Any other
// character stays, so that an error can name it.
func fold(row string) string {
	row = norm.NFKC.String(row) // wide letters, narrow spaces, one dot leaders
	var out strings.Builder
	for i, r := range row {
		if r == utf8.RuneError && row[i] >= 0xfe || invisible(r) { // the mark before UTF-16
			continue
		}
		r = unicode.ToUpper(r)
		if latin, is := lookAlikes[r]; is {
			r = latin
		}
		out.WriteRune(r)
	}
	return out.String()
}

// invisible reports whether a character shows nothing: marks of direction and
// joining, what scanners put around a code, the zeros of UTF-16. Escape isn't one
// of them: what follows it isn't meant either.
func invisible(r rune) bool {
	const escape = '\x1b'
	if unicode.IsControl(r) {
		return r != escape && !unicode.IsSpace(r)
	}
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// lookAlikes are the characters of other scripts that editors, fonts and
// keyboards put in the place of those used here.
var lookAlikes = map[rune]rune{
	'А': 'A', 'В': 'B', 'С': 'C', 'Е': 'E', 'Н': 'H', 'І': 'I', 'Ј': 'J', 'К': 'K', 'М': 'M', 'О': 'O', 'Р': 'P', 'Ԛ': 'Q', 'Ѕ': 'S',
	'Т': 'T', 'Ѵ': 'V', 'Ԝ': 'W', 'Х': 'X', 'У': 'Y',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
	'−': '-', '⁃': '-', '∕': '/', '⁄': '/',
}

// clean gives the digits of a folded text: without what only divides, with
// digits for the letters that look like them. The error is [ErrCharacter].
func clean(text string) (string, error) {
	var out strings.Builder
	for _, r := range text {
		switch {
		case divides(r):
			continue
		case r == 'O':
			r = '0'
		case r == 'I' || r == 'L':
			r = '1'
		}
		if !strings.ContainsRune(alphabet, r) {
			return "", fmt.Errorf("%w: %q", ErrCharacter, r)
		}
		out.WriteRune(r)
	}
	return out.String(), nil
}

// divides reports whether a character is between groups: white space, a
// hyphen, or a dash that an editor made of one.
func divides(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}
