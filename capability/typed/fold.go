package typed

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold gives a row as it was meant: without what can't be seen, and in the
// characters of which lines and codes are made. What stands for nothing here
// stays, to be named.
func fold(row string) string {
	row = norm.NFKC.String(row) // wide letters, narrow spaces, one dot leaders
	var out strings.Builder
	for i, r := range row {
		if r == utf8.RuneError && row[i] >= 0xfe || unseen(r) { // the mark before UTF-16
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

// unseen reports whether a character shows nothing: marks of order and of
// joining, what scanners put around a code, the zeros of UTF-16. Escape is none
// of them: what follows it is not meant either.
func unseen(r rune) bool {
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
