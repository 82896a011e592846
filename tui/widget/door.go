package widget

import (
	"regexp"
	"strings"

	"handback/capability"
)

// OwnStyle is what the styles of the screens are written as.
var OwnStyle = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// OneLine is the door through which every line of a view goes: it stays one
// line, and of all that a terminal obeys only styles are left.
func OneLine(line string) string {
	var out strings.Builder
	at := 0
	for _, style := range OwnStyle.FindAllStringIndex(line, -1) {
		out.WriteString(capability.PrintableLine(line[at:style[0]]))
		out.WriteString(line[style[0]:style[1]])
		at = style[1]
	}
	out.WriteString(capability.PrintableLine(line[at:]))
	return out.String()
}
