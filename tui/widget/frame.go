package widget

import (
	"regexp"
	"strings"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/theme"
)

// Area is a size in cells.
type Area struct{ W, H int }

// The smallest window in which the screens make sense.
const (
	MinWidth  = 30
	MinHeight = 8
)

func (a Area) TooSmall() bool { return a.W < MinWidth || a.H < MinHeight }

// Page is what a screen shows: its body, and which line of it comes first when
// not all of them have room.
type Page struct {
	Title   string // left in the header
	Context string // right in the header
	Lines   []string
	Top     int
}

// around is the first line to show so that the lines from first to last are
// well inside of h.
func around(first, last, h int) int {
	return min(first, (first+last)/2-h/2)
}

// Highest is the last line that can come first.
func (p Page) Highest(h int) int { return max(0, len(p.Lines)-h) }

// Frame puts a body between a header and a footer. It is exactly a.h lines of
// at most a.w cells: header and footer stay, the body is cut, and the line
// between body and footer says so.
func Frame(a Area, l theme.Theme, header string, p Page, footer []string) string {
	footer = footer[:min(len(footer), max(0, a.H-2))]
	room := max(0, a.H-2-len(footer))
	top := max(0, min(p.Top, p.Highest(room)))
	body := p.Lines[top:min(len(p.Lines), top+room)]
	lines := make([]string, 0, a.H)
	lines = append(lines, header)
	lines = append(lines, body...)
	for len(lines) < 1+room {
		lines = append(lines, "")
	}
	lines = append(lines, l.Faint.Render(text.Cut(text.Rest(top, len(p.Lines)-top-len(body)), a.W)))
	lines = append(lines, footer...)
	for i := range lines {
		lines[i] = text.Crop(OneLine(lines[i]), a.W)
	}
	return strings.Join(lines[:min(len(lines), a.H)], "\n")
}

// BodyRoom is the room that a frame leaves for the body.
func BodyRoom(a Area, footer int) Area { return Area{a.W, max(0, a.H-2-footer)} }

// Header is the first line of a view. What gives way first is the name of the
// program, then, where there is a title, the context.
func Header(a Area, l theme.Theme, p Page) string {
	p.Title, p.Context = capability.PrintableLine(p.Title), capability.PrintableLine(p.Context)
	left := " " + text.AppName
	if p.Title != "" {
		left += "  " + p.Title
	}
	fits := text.Width(left)+text.Width(p.Context)+2 <= a.W
	switch {
	case fits || p.Context == "":
		return l.Head.Render(text.Spread(left, p.Context, a.W))
	case p.Title == "":
		return l.Head.Render(text.Cut(" "+p.Context, a.W))
	default:
		return l.Head.Render(text.Cut(" "+p.Title+"  "+p.Context, a.W))
	}
}

// TooSmall is the view of a window without room for anything else.
func TooSmall(a Area) string {
	lines := text.Wrap(text.TooSmall(MinWidth, MinHeight), a.W)
	return strings.Join(lines[:min(len(lines), max(0, a.H))], "\n")
}

// Underneath puts a list below some lines. They go first when not all has room.
func Underneath(p Page, above, body []string, top, h int) Page {
	p.Lines = append(append(above, ""), body...)
	p.Top = max(0, top+len(above)+1)
	if len(p.Lines) <= h {
		p.Top = 0
	}
	return p
}

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
