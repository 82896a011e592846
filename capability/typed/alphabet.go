package typed

import (
	"encoding/base32"
	"fmt"
	"strings"
	"unicode"
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

// divides reports whether a character stands between groups: white space, a
// hyphen, or a dash that an editor made of one.
func divides(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Pd, r)
}

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
