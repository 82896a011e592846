package certificate

import (
	"bytes"
	"fmt"
	"strings"

	"handback/capability"
	"handback/capability/asciijson"
)

const (
	width  = 80 // columns
	indent = 2
	column = 16 // where the values of labels begin
)

// page is a text in the making.
type page struct{ out bytes.Buffer }

// heading begins a part.
func (p *page) heading(text string) { fmt.Fprintf(&p.out, "\n%s\n", text) }

// value writes a label and its value, which goes on below itself.
func (p *page) value(label, text string) {
	first := fmt.Sprintf("%-*s", column, strings.Repeat(" ", indent)+label)
	p.hang(first, column, text)
}

// item writes one of a list.
func (p *page) item(format string, args ...any) { p.under(indent, format, args...) }

// under writes what belongs to an item, further in.
func (p *page) under(in int, format string, args ...any) {
	p.hang(strings.Repeat(" ", in), in+2, fmt.Sprintf(format, args...))
}

// hang writes text behind first; further lines begin at the column in.
func (p *page) hang(first string, in int, text string) {
	line := first
	fresh := true // nothing but the indent is in the line
	for _, word := range strings.Fields(plain(text)) {
		if !fresh && len(line)+1+len(word) > width {
			p.line(line)
			line, fresh = strings.Repeat(" ", in), true
		}
		if !fresh {
			line += " "
		}
		for len(line)+len(word) > width {
			cut := width - len(line)
			p.line(line + word[:cut])
			line, word = strings.Repeat(" ", in), word[cut:]
		}
		line, fresh = line+word, false
	}
	p.line(line)
}

func (p *page) line(text string) { p.out.WriteString(strings.TrimRight(text, " ") + "\n") }

// plain makes untrusted text ASCII: what can't be shown is removed, and every
// other character is written as its escape in JSON.
func plain(text string) string { return asciijson.Escape(capability.Printable(text)) }
