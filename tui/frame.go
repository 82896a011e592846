package tui

import (
	"strings"

	"handback/capability"
)

// area is a size in cells.
type area struct{ w, h int }

// The smallest window in which the screens make sense.
const (
	minWidth  = 30
	minHeight = 8
)

func (a area) tooSmall() bool { return a.w < minWidth || a.h < minHeight }

// page is what a screen shows: its body, and which line of it comes first when
// not all of them have room.
type page struct {
	title   string // left in the header
	context string // right in the header
	lines   []string
	top     int
}

// around is the first line to show so that the lines from first to last are
// well inside of h.
func around(first, last, h int) int {
	return min(first, (first+last)/2-h/2)
}

// highest is the last line that can come first.
func (p page) highest(h int) int { return max(0, len(p.lines)-h) }

// frame puts a body between a header and a footer. It is exactly a.h lines of
// at most a.w cells: header and footer stay, the body is cut, and the line
// between body and footer says so.
func frame(a area, l Theme, header string, p page, footer []string) string {
	footer = footer[:min(len(footer), max(0, a.h-2))]
	room := max(0, a.h-2-len(footer))
	top := max(0, min(p.top, p.highest(room)))
	body := p.lines[top:min(len(p.lines), top+room)]
	lines := make([]string, 0, a.h)
	lines = append(lines, header)
	lines = append(lines, body...)
	for len(lines) < 1+room {
		lines = append(lines, "")
	}
	lines = append(lines, l.faint.Render(cut(restText(top, len(p.lines)-top-len(body)), a.w)))
	lines = append(lines, footer...)
	for i := range lines {
		lines[i] = crop(oneLine(lines[i]), a.w)
	}
	return strings.Join(lines[:min(len(lines), a.h)], "\n")
}

// bodyRoom is the room that a frame leaves for the body.
func bodyRoom(a area, footer int) area { return area{a.w, max(0, a.h-2-footer)} }

// header is the first line of a view. What gives way first is the name of the
// program, then, where there is a title, the context.
func header(a area, l Theme, p page) string {
	p.title, p.context = capability.PrintableLine(p.title), capability.PrintableLine(p.context)
	left := " " + appName
	if p.title != "" {
		left += "  " + p.title
	}
	fits := width(left)+width(p.context)+2 <= a.w
	switch {
	case fits || p.context == "":
		return l.head.Render(spread(left, p.context, a.w))
	case p.title == "":
		return l.head.Render(cut(" "+p.context, a.w))
	default:
		return l.head.Render(cut(" "+p.title+"  "+p.context, a.w))
	}
}

// tooSmall is the view of a window without room for anything else.
func tooSmall(a area) string {
	lines := wrap(tooSmallText(minWidth, minHeight), a.w)
	return strings.Join(lines[:min(len(lines), max(0, a.h))], "\n")
}

// underneath puts a list below some lines. They go first when not all has room.
func underneath(p page, above, body []string, top, h int) page {
	p.lines = append(append(above, ""), body...)
	p.top = max(0, top+len(above)+1)
	if len(p.lines) <= h {
		p.top = 0
	}
	return p
}
