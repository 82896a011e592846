package proof

import (
	"strings"

	"handback/capability"
	"handback/capability/asciijson"
)

const width = 78 // columns of the page

// fold breaks text into lines of words. What comes from messages is made ASCII
// that no terminal obeys; a longer word has a line of its own.
func fold(text string) string {
	var out strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		word = plain(word)
		if column > 0 && column+1+len(word) > width {
			out.WriteByte('\n')
			column = 0
		}
		if column > 0 {
			out.WriteByte(' ')
			column++
		}
		out.WriteString(word)
		column += len(word)
	}
	return out.String()
}

// plain writes a word in printable ASCII, other characters as in JSON.
func plain(word string) string { return asciijson.Escape(capability.Printable(word)) }
