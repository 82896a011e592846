package redact

import "strings"

const (
	beginBlock = "-----BEGIN "
	endBlock   = "-----END "
	dashes     = "-----"
)

// open reports whether a PEM block begins in text and goes on after it.
func open(text string) bool {
	at := strings.LastIndex(text, beginBlock)
	if at < 0 {
		return false
	}
	_, _, ended := cutEnd(text[at:])
	return !ended
}

// cutEnd finds the end of a block.
func cutEnd(text string) (inside, after string, found bool) {
	inside, rest, found := strings.Cut(text, endBlock)
	if !found {
		return text, "", false
	}
	_, after, _ = strings.Cut(rest, dashes)
	return inside, after, true
}

// maskBlocks masks all blocks in one line.
func maskBlocks(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, beginBlock)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		out.WriteString(Mask)
		_, text, _ = cutEnd(rest)
	}
}
