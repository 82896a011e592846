package capability

// EndsRow reports whether a character ends a row of text on some system or in
// some program: LF, CR, NEL, the form feeds, and Unicode's own separators. CR
// and LF together end one row and not two, which the reader has to see to.
func EndsRow(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}
