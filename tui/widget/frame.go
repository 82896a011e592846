// Package widget draws what more than one screen is made of: the frame, rows with
// a cursor, forms, questions, the bar of actions, and the keys. A widget knows
// keys, sizes and styles. It knows no job, no screen and no return, and reads no
// disk, no port and no clock.
package widget

import (
	"regexp"
	"slices"
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

// TooSmall reports whether a window of that size shows nothing but that.
func (a Area) TooSmall() bool { return a.W < MinWidth || a.H < MinHeight }

// Page is what a screen shows: its body, and which line of it comes first when
// not all of them have room. The body alone scrolls.
type Page struct {
	In      string   // left in the title bar, before the title; may be empty
	Title   string   // left in the title bar
	Context string   // right in the title bar
	Above   []string // over the body, always in sight
	Box     *Panel   // around the body; nil: none
	Lines   []string // the body
	Top     int
	After   []string // right under the body, always in sight
	Below   []string // over the footer, always in sight
}

// List makes a page of rows with the cursor before one: in a panel, with some lines
// over it and some right under it, or where that has no room all in one body that
// scrolls as a whole.
func (p Page) List(a Area, th theme.Theme, above []string, box Panel, rows []Row, cursor string, after ...string) Page {
	if !a.Borders() {
		return Below(p, above, th, rows, cursor, a.H)
	}
	p.Above, p.After, p.Box = above, after, &box
	p.Lines, p.Top = RowLines(th, rows, cursor, p.inner(a.H))
	return p
}

// fixed is how many lines of a page are always in sight.
func (p Page) fixed() int {
	n := len(p.Above) + len(p.After) + len(p.Below)
	if p.Box != nil {
		n += 2
	}
	return n
}

// inner is the room for the body among h lines.
func (p Page) inner(h int) int { return max(1, h-p.fixed()) }

// around is the first line to show so that the lines from first to last are in
// the middle of h lines.
func around(first, last, h int) int {
	return min(first, (first+last)/2-h/2)
}

// Highest is the last line that can come first when h lines have room.
func (p Page) Highest(h int) int { return max(0, len(p.Lines)-p.inner(h)) }

// Frame puts a body between a header and a footer. It is exactly a.H lines of
// at most a.W cells: header and footer stay, the body is cut, and the edge of its
// panel, or the line above the footer, says so. The terminal's cursor belongs at cursor.
func Frame(a Area, th theme.Theme, header string, p Page, footer []string) (view string, cursor Spot) {
	footer = footer[:min(len(footer), max(0, a.H-2))]
	room := max(0, a.H-2-len(footer))
	body, rest := p.body(th, a.W, room)
	lines := append([]string{header}, body...)
	for len(lines) < 1+room-len(p.Below) {
		lines = append(lines, "")
	}
	lines = slices.Concat(lines, p.Below, []string{th.Muted.Render(text.Cut(rest, a.W))}, footer)
	lines = lines[:min(len(lines), a.H)]
	cursor = spotIn(lines, a)
	for i := range lines {
		lines[i] = th.Signs(text.Crop(oneLine(lines[i]), a.W))
	}
	return strings.Join(lines, "\n"), cursor
}

// body is what stands over what is below, in a room of h lines, and what the line
// above the footer says of what is out of sight.
func (p Page) body(th theme.Theme, w, h int) (lines []string, rest string) {
	room := p.inner(h)
	top := max(0, min(p.Top, p.Highest(h)))
	lines = p.Lines[top:min(len(p.Lines), top+room)]
	above, below := top, len(p.Lines)-top-len(lines)
	if p.Box == nil {
		rest = text.Rest(above, below)
	} else {
		box := *p.Box
		if out := text.OutOfSight(above, below); out != "" {
			box.Foot = out
		}
		lines = box.Lines(th, w, lines)
	}
	return slices.Concat(p.Above, lines, p.After), rest
}

// BodyRoom is the room that a frame leaves for the body.
func BodyRoom(a Area, footer int) Area { return Area{a.W, max(0, a.H-2-footer)} }

// Header is the title bar: where one is on the left, what is connected on the right.
// Where not all has room, the name of the program goes first, then the place that the
// title stands in, then the end of what is connected.
func Header(a Area, th theme.Theme, p Page) string {
	const fewest = 8 // cells of what is connected that say something
	in, title, right := capability.PrintableLine(p.In), capability.PrintableLine(p.Title), capability.PrintableLine(p.Context)
	if title == "" {
		title, right = right, ""
	}
	left := ""
	for _, places := range [][]string{{text.AppTitle, in, title}, {in, title}, {title}} {
		places = slices.DeleteFunc(places, func(s string) bool { return s == "" })
		left = " " + strings.Join(places, " "+th.Marks.Crumb+" ")
		if text.Width(left)+text.Width(right)+3 <= a.W {
			break
		}
	}
	if room := a.W - text.Width(left) - 3; room < fewest {
		right = ""
	} else {
		right = text.Cut(right, room) + " "
	}
	return th.Title.Render(text.Pad(text.Spread(left, right, a.W), a.W))
}

// TooSmall is the view of a window without room for anything else.
func TooSmall(a Area) string {
	lines := text.Wrap(text.TooSmall(MinWidth, MinHeight), a.W)
	return strings.Join(lines[:min(len(lines), max(0, a.H))], "\n")
}

// ownStyle matches the escapes that the styles of a theme write.
var ownStyle = regexp.MustCompile(`\x1b\[[0-9;]*m`)

// oneLine makes every line of a view safe: it stays one line, and of all that a
// terminal obeys only styles are left.
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
