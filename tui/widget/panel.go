package widget

import (
	"slices"
	"strings"

	"handback/tui/text"
	"handback/tui/theme"

	"github.com/charmbracelet/lipgloss"
)

// Panel is a frame around some lines. The texts in its edges have no style of
// their own.
type Panel struct {
	Title, Aside string         // in the upper edge; the aside, at its right, gives way
	Foot         string         // in the lower edge, at its right
	Border       lipgloss.Style // of the frame and of the title
}

// Narrowest and lowest room in which panels have borders, in cells.
const (
	bordersWide = 60
	bordersHigh = 16
)

// Borders reports whether panels in a body of that size have borders.
func (a Area) Borders() bool { return a.W >= bordersWide && a.H >= bordersHigh }

// box is the panel of a form or a question in a body of that size; nil: it has no
// room. What cannot be undone is set off from all else.
func (a Area) box(th theme.Theme, title string, final bool) *Panel {
	switch {
	case !a.Borders():
		return nil
	case final:
		return &Panel{Title: "! " + title, Aside: text.CannotBeUndone.String(), Border: th.Danger}
	default:
		return &Panel{Title: title, Border: th.Accent}
	}
}

// Lines draws the panel around a body, w cells wide: two lines more than the body
// has, each of which is cut or filled.
func (p Panel) Lines(th theme.Theme, w int, body []string) []string {
	m, in := th.Marks, max(0, w-2)
	lines := []string{p.Border.Render(edge(m, m.TopLeft, p.Title, p.Aside, m.TopRight, w))}
	side := p.Border.Render(m.Side)
	for _, line := range body {
		lines = append(lines, side+text.Pad(text.Crop(line, in), in)+side)
	}
	return append(lines, p.Border.Render(edge(m, m.BottomLeft, "", p.Foot, m.BottomRight, w)))
}

// edge is an edge of a panel of w cells, with a text near each of its corners.
func edge(m theme.Marks, begin, left, right, end string, w int) string {
	in := max(0, w-2)
	if left != "" {
		left = m.Line + " " + text.Cut(left, in-4) + " "
	}
	if room := in - text.Width(left) - 4; right != "" && room >= 4 {
		right = " " + text.Crop(printable(right), room) + " " + m.Line + m.Line
	} else {
		right = ""
	}
	return text.Crop(begin+left+strings.Repeat(m.Line, max(0, in-text.Width(left+right)))+right+end, w)
}

// Section is a list in a panel of its own. One cursor walks through all of them.
type Section struct {
	Title, Aside string
	Rows         []Row
}

// Keys are the keys of the rows of all sections that the cursor can stand on.
func Keys(sections []Section) []string { return RowKeys(rowsOf(sections)) }

func rowsOf(sections []Section) []Row {
	var all []Row
	for _, s := range sections {
		all = append(all, s.Rows...)
	}
	return all
}

// Sections lays lists out one below the other in a body of that size: in panels,
// of which each scrolls for itself, or where those have no room as one list that
// scrolls as a whole, with top as its first line.
func Sections(a Area, th theme.Theme, sections []Section, cursor string) (lines []string, top int) {
	if !a.Borders() || a.H < 4*len(sections) {
		var rows []Row
		for _, s := range sections {
			aside := text.Crop(printable(s.Aside), max(0, a.W-text.Width(s.Title)-3))
			title := text.Fit(" "+s.Title, a.W-text.Width(aside)-1) + " " + aside
			rows = append(rows, Row{Lines: []string{th.Heading.Render(title)}})
			rows = append(rows, s.Rows...)
		}
		return RowLines(th, rows, cursor, a.H)
	}
	heights := share(sections, a.H-2*len(sections))
	for i, s := range sections {
		lines = append(lines, s.panel(th, a.W, heights[i], cursor)...)
	}
	return lines, 0
}

// panel is the section in a panel with room for h lines.
func (s Section) panel(th theme.Theme, w, h int, cursor string) []string {
	p := Panel{Title: s.Title, Aside: s.Aside, Border: th.Border}
	if here := slices.Contains(RowKeys(s.Rows), cursor); here {
		p.Border = th.Accent
	}
	all, top := RowLines(th, s.Rows, cursor, h)
	top = max(0, min(top, len(all)-h))
	body := all[top:min(len(all), top+h)]
	p.Foot = text.OutOfSight(top, len(all)-top-len(body))
	return p.Lines(th, w, body)
}

// share gives each section the lines it needs out of h. Where not all have enough,
// those that need little get that, and the others the same of what is left.
func share(sections []Section, h int) []int {
	heights := make([]int, len(sections))
	left, open := h, len(sections)
	for open > 0 {
		fair, given := left/open, false
		for i, s := range sections {
			need := max(1, height(s.Rows))
			if heights[i] == 0 && need <= fair {
				heights[i], given = need, true
				left, open = left-need, open-1
			}
		}
		if given {
			continue
		}
		for i := range sections {
			if heights[i] == 0 {
				heights[i] = max(1, left/open)
				left, open = left-heights[i], open-1
			}
		}
	}
	return heights
}
