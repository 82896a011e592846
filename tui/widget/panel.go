package widget

import (
	"strings"

	"handback/tui/text"
	"handback/tui/theme"
)

// Panel is a box around some lines: what stands in its upper edge, at the left and
// at the right, and in its lower edge at the right.
type Panel struct{ Title, Aside, Foot string }

// Lines draws the panel around a body, w cells wide. The texts in its edges have no
// style; a line of the body may, and is cut or filled.
func (p Panel) Lines(th theme.Theme, w int, body []string) []string {
	m, in := th.Marks, w-2
	lines := []string{edge(th, m.TopLeft, p.Title, p.Aside, m.TopRight, in)}
	side := th.Faint.Render(m.Side)
	for _, line := range body {
		lines = append(lines, side+text.Pad(text.Crop(line, in), in)+side)
	}
	return append(lines, edge(th, m.BottomLeft, "", p.Foot, m.BottomRight, in))
}

// edge is an edge of a panel with in cells between its corners. The text at the
// left gives way.
func edge(th theme.Theme, left, title, aside, right string, in int) string {
	line := func(n int) string { return strings.Repeat(th.Marks.Line, max(0, n)) }
	set := func(words string, room int) string {
		if words == "" || room < 4 {
			return ""
		}
		return " " + text.Cut(words, room-2) + " "
	}
	aside = set(aside, in-2)
	title = set(title, in-2-text.Width(aside))
	rest := in - text.Width(title) - text.Width(aside) - 2
	return th.Faint.Render(left+line(1)) + th.Head.Render(title) + th.Faint.Render(line(rest)) + aside + th.Faint.Render(line(1)+right)
}
