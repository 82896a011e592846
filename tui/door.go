package tui

import (
	"regexp"
	"strings"

	"handback/capability"
)

// ownStyle is what the styles of the screens are written as.
var ownStyle = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// oneLine is the door through which every line of a view goes: it stays one
// line, and of all that a terminal obeys only styles are left.
func oneLine(line string) string {
	var out strings.Builder
	at := 0
	for _, style := range ownStyle.FindAllStringIndex(line, -1) {
		out.WriteString(capability.PrintableLine(line[at:style[0]]))
		out.WriteString(line[style[0]:style[1]])
		at = style[1]
	}
	out.WriteString(capability.PrintableLine(line[at:]))
	return out.String()
}
